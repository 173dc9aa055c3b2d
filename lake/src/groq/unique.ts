/** `array::unique()`. groq-js keeps every null of a list, so null stands as a text while it looks for what is twice. */
import type {ExprNode} from 'groq-js'
import {call, value} from './tree.ts'

/** No document and no query can contain it. */
const NULL = `\u0000${crypto.randomUUID()}`

const each = (list: ExprNode, from: unknown, to: unknown): ExprNode => ({
  type: 'Map',
  base: list,
  expr: {
    type: 'Select',
    alternatives: [
      {
        type: 'SelectAlternative',
        condition: {type: 'OpCall', op: '==', left: {type: 'This'}, right: value(from)},
        value: value(to),
      },
    ],
    fallback: {type: 'This'},
  },
})

export const uniqueOf = (list: ExprNode): ExprNode =>
  each(call('array', 'unique', each(list, null, NULL)), NULL, null)
