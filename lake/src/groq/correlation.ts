/**
 * Values that cross from a query into a hook. A hook takes text, so a string, or a list of strings, is written as text by
 * GROQ itself; anything else is only said to be there.
 */
import type {ExprNode} from 'groq-js'
import {call, plus, value} from './tree.ts'

const SEPARATOR = '\u0001'

/** An expression for `operand` as text, or `undefined` when it cannot be reached. */
export function operandText(
  operand: ExprNode | undefined,
  rewrite: (node: ExprNode) => ExprNode,
): ExprNode | undefined {
  if (!operand) return undefined
  const given = rewrite(operand)
  const text = plus(value('s'), given)
  // A list with anything but strings in it is left to the filter: it is asked of every candidate.
  const list = plus(value('a'), call('array', 'join', given, value(SEPARATOR)))
  const present: ExprNode = {
    type: 'Select',
    alternatives: [
      {type: 'SelectAlternative', condition: call('global', 'defined', given), value: value('x')},
    ],
    fallback: value('n'),
  }
  return call('global', 'coalesce', text, list, present)
}

/** The value that the text stands for; `undefined` when only the filter can tell. */
export function operandOf(text: string, {list}: {list: boolean}): {value: unknown} | undefined {
  const rest = text.slice(1)
  switch (text[0]) {
    case 's':
      return {value: rest}
    case 'a':
      // Numbers became text on the way: they find nothing, and more is looked up than needed, never less.
      return {value: rest.split(SEPARATOR)}
    case 'n':
      return list ? {value: []} : {value: null}
    default:
      return undefined
  }
}
