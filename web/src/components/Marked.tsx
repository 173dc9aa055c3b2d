/** A text with the words marked that were searched for. */
import type {Part} from '../search/excerpt.ts'

export const Marked = ({parts}: {parts: Part[]}) =>
  parts.map(({text, isHit}, index) => (isHit ? <mark key={`${index} ${text}`}>{text}</mark> : text))
