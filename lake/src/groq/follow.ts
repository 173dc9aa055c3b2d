/**
 * Evaluates a planned query once more, keeping beside each value where it comes from.
 *
 * Only the parts of GROQ that pass values on are followed here, node by node, in the scopes that groq-js would make. All that
 * computes (conditions, functions, operators, orders, hooks) is asked of groq-js, over the values at hand, and is unknown
 * unless what comes back is a document or one of the values that went in. Decides nothing about the answer: a mistake here
 * can cost a mapping, and `source-map.ts` looks each one up.
 */
import type {ExprNode, FuncCallNode, ObjectNode} from 'groq-js'
import type {StoredDocument} from '../dataset.ts'
import {
  LITERAL,
  NOTHING,
  UNKNOWN,
  chosenOf,
  elementsOf,
  emptyObject,
  isObject,
  listOf,
  setAttribute,
  spread,
  within,
  type Fields,
  type Followed,
  type Origin,
} from './origin.ts'
import {value as constant} from './tree.ts'

/** What groq-js calls a scope. A hidden one is that of an element in `list[]`: `^` passes over it. */
interface Place extends Followed {
  parent: Place | null
  hidden: boolean
}

interface Means {
  /** The value of an expression that reads nothing around it. */
  evaluate(node: ExprNode): unknown
  params: Record<string, unknown>
  /** Nodes that stand for an expression, computed once for the whole query. */
  hoisted: ReadonlyMap<ExprNode, ExprNode>
  isDocument(value: object): boolean
}

const nested = (place: Place, inner: Followed, hidden = false): Place => ({
  ...inner,
  parent: place.hidden ? place.parent : place,
  hidden,
})

/** Functions of one value whose answer is still that text, written otherwise: the hosted lake maps them too. */
const REWRITES = new Set([
  'global::lower',
  'global::upper',
  'string::lower',
  'string::upper',
  'global::string',
  'pt::text',
])
/** Functions that leave elements out. */
const CHOOSES = new Set(['array::compact', 'array::unique'])
const INDEX = Symbol('place in the list before it was scored')

export function follow(query: ExprNode, {evaluate, params, hoisted, isDocument}: Means): Followed {
  const root: Place = {...NOTHING, parent: null, hidden: false}
  const alone = new Map<ExprNode, Followed>()

  /** What groq-js makes of the expression at this place. */
  function ask(node: ExprNode, place: Place): unknown {
    let asked = node
    let at: Place = place
    for (; at.parent; at = at.parent) {
      asked = at.hidden
        ? {type: 'Map', base: constant([at.value]), expr: asked}
        : {type: 'Projection', base: constant(at.value), expr: asked}
    }
    const answer = evaluate(asked)
    return place.hidden ? (answer as unknown[])[0] : answer
  }

  function originOf(value: unknown): Origin {
    if (Array.isArray(value)) return {kind: 'array', elements: value.map(originOf)}
    if (!isObject(value) || !isDocument(value)) return UNKNOWN
    return {kind: 'document', document: value as StoredDocument, path: []}
  }

  const computed = (value: unknown): Followed => ({value, origin: originOf(value)})
  const holds = (condition: ExprNode, place: Place) => ask(condition, place) === true

  function visit(node: ExprNode, place: Place): Followed {
    const standsFor = hoisted.get(node)
    if (standsFor) {
      let known = alone.get(node)
      if (!known) alone.set(node, (known = visit(standsFor, root)))
      return known
    }
    /** The elements of the node's base, handed to `then`; nothing, when it is no list. */
    const eachOf = (base: ExprNode, then: (elements: Followed[]) => Followed): Followed => {
      const list = visit(base, place)
      return Array.isArray(list.value) ? then(elementsOf(list)) : NOTHING
    }
    const values = (elements: Followed[]) => constant(elements.map(({value}) => value))

    switch (node.type) {
      case 'Group':
        return visit(node.base, place)
      case 'This':
        return place
      case 'Parent': {
        let at: Place | null = place
        for (let i = 0; i < node.n && at; i++) at = at.parent
        return at ?? NOTHING
      }
      case 'Value':
        return {value: node.value, origin: LITERAL}
      case 'Parameter':
        return {value: params[node.name] ?? null, origin: LITERAL}
      case 'AccessAttribute': {
        const {value, origin} = node.base ? visit(node.base, place) : place
        if (!isObject(value) || !Object.hasOwn(value, node.name)) return NOTHING
        return {value: value[node.name] ?? null, origin: within(origin, node.name)}
      }
      case 'AccessElement':
        return eachOf(node.base, (elements) => {
          const index = evaluate({...node, base: constant([...elements.keys()])})
          return elements[index as number] ?? NOTHING
        })
      case 'Slice':
        return eachOf(node.base, (elements) => {
          const places = evaluate({...node, base: constant([...elements.keys()])}) as number[]
          return listOf(places.map((index) => elements[index] as Followed))
        })
      case 'ArrayCoerce': {
        const list = visit(node.base, place)
        return Array.isArray(list.value) ? list : NOTHING
      }
      case 'Filter':
        return eachOf(node.base, (elements) =>
          chosenOf(elements, ask({...node, base: values(elements)}, place) as unknown[]),
        )
      case 'Map':
      case 'FlatMap':
        return eachOf(node.base, (elements) => {
          const mapped = elements.map((element) => visit(node.expr, nested(place, element, true)))
          if (node.type === 'Map') return listOf(mapped)
          return listOf(mapped.flatMap((one) => (Array.isArray(one.value) ? elementsOf(one) : one)))
        })
      case 'Projection': {
        const base = visit(node.base, place)
        return isObject(base.value) ? visit(node.expr, nested(place, base)) : NOTHING
      }
      case 'Object':
        return object(node, place)
      case 'Array':
        return listOf(
          node.elements.flatMap(({value, isSplat}) => {
            const element = visit(value, place)
            if (!isSplat) return element
            return Array.isArray(element.value) ? elementsOf(element) : []
          }),
        )
      case 'Select': {
        const chosen = node.alternatives.find(({condition}) => holds(condition, place))
        const value = chosen?.value ?? node.fallback
        return value ? visit(value, place) : NOTHING
      }
      case 'OpCall':
        if (node.op === '+') return sum(visit(node.left, place), visit(node.right, place))
        return computed(ask(node, place))
      case 'FuncCall':
        return call(node, place)
      case 'PipeFuncCall':
        return eachOf(node.base, (elements) => {
          if (node.name !== 'score')
            return chosenOf(elements, ask({...node, base: values(elements)}, place) as unknown[])
          const marked = elements.map(({value}, i) =>
            isObject(value) ? {...value, [INDEX]: i} : value,
          )
          const scored = ask({...node, base: constant(marked)}, place) as Fields[]
          return listOf(scored.map((one) => withScore(one, elements)))
        })
      default:
        return computed(ask(node, place))
    }
  }

  function object({attributes}: ObjectNode, place: Place): Followed {
    const made = emptyObject()
    for (const attribute of attributes) {
      if (attribute.type === 'ObjectConditionalSplat' && !holds(attribute.condition, place))
        continue
      const part = visit(attribute.value, place)
      if (attribute.type === 'ObjectAttributeValue') setAttribute(made, attribute.name, part)
      else if (isObject(part.value)) spread(made, part)
    }
    return made
  }

  function sum(left: Followed, right: Followed): Followed {
    if (Array.isArray(left.value) && Array.isArray(right.value))
      return listOf([...elementsOf(left), ...elementsOf(right)])
    if (isObject(left.value) && isObject(right.value)) {
      const made = emptyObject()
      spread(made, left)
      spread(made, right)
      return made
    }
    const [a, b] = [constant(left.value), constant(right.value)]
    return {value: evaluate({type: 'OpCall', op: '+', left: a, right: b}), origin: UNKNOWN}
  }

  function call(node: FuncCallNode, place: Place): Followed {
    const name = `${node.namespace}::${node.name}`
    const [first] = node.args
    if (name === 'global::coalesce') {
      for (const argument of node.args) {
        const found = visit(argument, place)
        if (found.value !== null) return found
      }
      return NOTHING
    }
    if (first && (REWRITES.has(name) || CHOOSES.has(name))) {
      const given = visit(first, place)
      const value = evaluate({...node, args: [constant(given.value)]})
      if (CHOOSES.has(name))
        return Array.isArray(value) ? chosenOf(elementsOf(given), value) : NOTHING
      const {origin} = given
      const traced = origin.kind === 'document' && !origin.changed
      return {value, origin: traced ? {...origin, changed: true} : UNKNOWN}
    }
    return computed(ask(node, place))
  }

  function withScore(scored: Fields, before: Followed[]): Followed {
    const {[INDEX]: index, _score, ...value} = scored as Fields & {[INDEX]: number}
    const made = emptyObject()
    spread(made, {value, origin: (before[index] as Followed).origin})
    setAttribute(made, '_score', {value: _score, origin: UNKNOWN})
    return made
  }

  return visit(query, root)
}
