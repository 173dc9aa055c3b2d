/**
 * A stylesheet as rules with what each asks of a page (`used-rules.ts`). Done once for each sheet: nothing of this is loaded by a start
 * that finds it done.
 */
import {parse, type Selector} from 'css-what'
import type {Need, Part} from './used-rules.ts'

/** Up to where something begins or ends, past what stands in quotes. */
const upToBrace = /(?:[^{};"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')*/y

/** All rules of a sheet in their order; joined again they are the sheet. */
export function readRules(css: string): Part[] {
  const parts: Part[] = []
  let at = 0
  while (at < css.length) {
    upToBrace.lastIndex = at
    const opening = upToBrace.exec(css)?.[0] ?? ''
    const end = at + opening.length
    const after = css[end] === '{' ? closingOf(css, end) + 1 : end + 1
    parts.push(
      css[end] === '{' ? block(opening, css.slice(at, after)) : {text: css.slice(at, after)},
    )
    at = after
  }
  return parts
}

/** Where the block that opens at `from` closes; the end of the sheet if it does not. */
function closingOf(css: string, from: number): number {
  let depth = 0
  let at = from
  while (at < css.length) {
    if (css[at] === '{') depth++
    else if (css[at] === '}' && --depth === 0) return at
    upToBrace.lastIndex = at + 1
    at += 1 + (upToBrace.exec(css)?.[0].length ?? 0)
  }
  return css.length
}

function block(opening: string, text: string): Part {
  if (/^\s*@(?:media|supports)\b/.test(opening)) {
    return {opening, parts: readRules(text.slice(opening.length + 1, -1))}
  }
  if (/^\s*@/.test(opening)) return {text}
  try {
    return {text, needs: parse(opening).map(needOf)}
  } catch {
    return {text}
  }
}

function needOf(selector: Selector[]): Need {
  const need: Need = {names: [], choices: []}
  for (const token of selector) {
    if (token.type === 'tag') need.names.push(token.name.toLowerCase())
    else if (token.type === 'attribute') need.names.push(...nameOfAttribute(token))
    else if (token.type === 'pseudo' && isChoice(token.name) && Array.isArray(token.data)) {
      need.choices.push(token.data.map(needOf))
    }
  }
  return need
}

const isChoice = (pseudo: string) => ['is', 'where', 'has', 'matches'].includes(pseudo)

/** Of `open` nothing: a browser sets that itself. */
const nameOfAttribute = ({name, action, value}: {name: string; action: string; value: string}) => {
  if (name === 'class' && action === 'element') return [`.${value}`]
  return name === 'open' ? [] : [`[${name.toLowerCase()}`]
}
