/**
 * The expressions of small questions (`point-question.ts`): what they make of a document grows no faster than the tree times the
 * document. So there is no `^`, there are no joins, nothing that grows by being used twice and no function but the plainest.
 */
import type {ExprNode, ObjectAttributeNode, OpCallNode} from 'groq-js'
import {MAX_POINT_DOCUMENTS} from './limits.ts'
import {ungroup} from './tree.ts'

const COMPARES = new Set<OpCallNode['op']>(['==', '!=', '<', '<=', '>', '>='])
const PLAIN_FUNCTIONS = new Set(['count', 'defined', 'length', 'lower', 'upper'])

/** A place in the value at hand. `->` reads a document, which is charged for; a filter of documents must not. */
export function isPath(node: ExprNode, follows: boolean): boolean {
  switch (node.type) {
    case 'This':
      return true
    case 'AccessAttribute':
      return !node.base || isPath(node.base, follows)
    case 'AccessElement':
    case 'ArrayCoerce':
    case 'Slice':
    case 'Group':
      return isPath(node.base, follows)
    case 'Deref':
      return follows && isPath(node.base, follows)
    case 'Filter':
      return isPath(node.base, follows) && isCondition(node.expr, follows)
    case 'Map':
    case 'FlatMap':
      return isPath(node.base, follows) && isPath(node.expr, follows)
    default:
      return false
  }
}

export const isConstant = (node: ExprNode): boolean =>
  node.type === 'Parameter' ||
  (node.type === 'Value' && (node.value === null || typeof node.value !== 'object')) ||
  (node.type === 'Group' && isConstant(node.base))
export const isConstantList = (node: ExprNode): boolean =>
  node.type === 'Array' &&
  node.elements.length <= MAX_POINT_DOCUMENTS &&
  node.elements.every(({value, isSplat}) => !isSplat && isConstant(value))

function isOperand(node: ExprNode, follows: boolean): boolean {
  if (isConstant(node) || isPath(node, follows)) return true
  if (node.type === 'Group') return isOperand(node.base, follows)
  if (node.type !== 'FuncCall' || node.namespace !== 'global') return false
  if (node.name === 'coalesce') return node.args.every((arg) => isOperand(arg, follows))
  return PLAIN_FUNCTIONS.has(node.name) && node.args.every((arg) => isPath(arg, follows))
}

export function isCondition(node: ExprNode, follows: boolean): boolean {
  switch (node.type) {
    case 'And':
    case 'Or':
      return isCondition(node.left, follows) && isCondition(node.right, follows)
    case 'Not':
    case 'Group':
      return isCondition(node.base, follows)
    case 'OpCall': {
      const {op, left, right} = node
      if (!isOperand(left, follows)) return false
      return COMPARES.has(op) ? isOperand(right, follows) : op === 'in' && isListed(right, follows)
    }
    default:
      return isOperand(node, follows)
  }
}
const isListed = (node: ExprNode, follows: boolean) =>
  isConstantList(ungroup(node)) || node.type === 'Parameter' || isPath(node, follows)

/** What the answer is made of. Nothing reads again what was put together here. */
export function isShown(node: ExprNode): boolean {
  switch (node.type) {
    case 'Value':
      return true
    case 'Group':
      return isShown(node.base)
    case 'Projection':
      return isPath(node.base, true) && isShown(node.expr)
    case 'Map':
    case 'FlatMap':
      return isPath(node.base, true) && isShown(node.expr)
    case 'Object':
      return node.attributes.every(isShownAttribute)
    case 'Array':
      return node.elements.every(({value, isSplat}) =>
        isSplat ? isPath(value, true) : isShown(value),
      )
    case 'Select':
      return (
        node.alternatives.every(
          ({condition, value}) => isCondition(condition, true) && isShown(value),
        ) &&
        (!node.fallback || isShown(node.fallback))
      )
    case 'FuncCall':
      if (node.namespace === 'global' && node.name === 'coalesce') return node.args.every(isShown)
      return isOperand(node, true)
    default:
      // A parameter may be long, and would be repeated for every element.
      return node.type !== 'Parameter' && isCondition(node, true)
  }
}

function isShownAttribute(attribute: ObjectAttributeNode): boolean {
  switch (attribute.type) {
    case 'ObjectAttributeValue':
      return isShown(attribute.value)
    case 'ObjectSplat':
      return isPath(attribute.value, true)
    case 'ObjectConditionalSplat':
      return isCondition(attribute.condition, true) && isShown(attribute.value)
    default:
      return false
  }
}
