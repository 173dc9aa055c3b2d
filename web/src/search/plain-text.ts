/**
 * Markdown as the words that readers see of it: for the index and for excerpts.
 *
 * By expressions, since the parser would take many times as long for the thousands of articles of a start. Each passes over a text once:
 * none looks past the next bracket or line, however many there are. A mark that is left over does no harm; a word that is lost is not
 * found.
 */
import {decodeNamedCharacterReference} from 'decode-named-character-reference'
import {withoutComments} from '../markdown/comments.ts'

/** Where marks stand that are meant as they are until all others are gone: where no text has characters. */
const ASIDE = 0xf700

const setAside = (marks: string): string =>
  marks.replace(/[!-/:-@[-`{-~]/g, (mark) => String.fromCharCode(ASIDE + mark.charCodeAt(0)))

/** An escaped mark, a line that is broken by hand, a block of code (to the end, if nothing ends it), code in a line. */
const MEANT =
  /\\([!-/:-@[-`{-~])|\\$|(?<=^[ \t>]*)(`{3,}(?!`)|~{3,}(?!~))[^`\n]*\n([^]*?)(?:^[ \t>]*\2.*$|$(?![^]))|(`{1,2})([^`\n]+)\4/gm

const withMeantAside = (markdown: string): string =>
  markdown.replace(MEANT, (_, mark = '', fence = '', block = '', _tick = '', code = '') =>
    fence ? ` ${setAside(block)} ` : setAside(mark + code),
  )

/** To the end, where a line begins with one that never ends. */
const withoutRemarks = (text: string): string =>
  withoutComments(text).replace(/^ {0,3}<!--[^]*/m, '')

const DEFINITION = /^[ \t>]*\[(?!\^)([^[\]\n]+)\]:[ \t]*\S.*$/gm
/** In words that are linked one more pair of brackets may stand, and one of parentheses in an address. */
const WORDS = String.raw`((?:[^[\]]|\[[^[\]]*\])*)`
const ADDRESS = String.raw`\((?:[^()\n]|\([^()\n]*\))*\)`
const PICTURE = new RegExp(String.raw`!\[${WORDS}\]${ADDRESS}`, 'g')
const LINK = new RegExp(String.raw`\[${WORDS}\]${ADDRESS}`, 'g')
const REFERENCE = new RegExp(String.raw`!?\[${WORDS}\](?:\[([^[\]\n]*)\])?`, 'g')

const withoutLinks = (text: string): string =>
  text.replace(PICTURE, '$1').replace(LINK, '$1').replace(PASSAGES, '$1')

const labelOf = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase()

/** Links whose address stands elsewhere, if it does: “[sic]” is none. */
function withoutReferences(text: string): string {
  const labels = new Set<string>()
  const rest = text.replace(DEFINITION, (_, label: string) => {
    labels.add(labelOf(label))
    return ' '
  })
  if (labels.size === 0) return text
  return rest.replace(REFERENCE, (written, words: string, label?: string) =>
    labels.has(labelOf(label || words)) ? words : written,
  )
}

function characterOf(reference: string, name: string): string {
  if (!name.startsWith('#')) return decodeNamedCharacterReference(name) || reference
  const code = Number(name.replace(/^#x?/i, (start) => (start.length > 1 ? '0x' : '')))
  return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : ' '
}

const TAGS = /<[a-z/!?][^<>\n]*>/gi
const AUTOLINKS = /<([a-z][a-z\d+.-]{1,31}:[^\s<>]*|[^\s<>@]+@[^\s<>@]+)>/gi
const PASSAGES = new RegExp(String.raw`:lang\[${WORDS}\]\{[^{}\n]*\}`, 'gi')
const CONTAINERS = /(?<=^[ \t>]*):{3,}\w*(?:\[([^[\]\n]*)\])?(?:\{[^{}\n]*\})?/gm
/** Under a headline, between parts of a text, and below the head of a table. */
const RULES = /^[ \t>]*[-:|=*_][-:|=*_ \t]+$/gm
const BEGINNINGS = /^[ \t]*(?:>[ \t]*|(?:#{1,6}|[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)+/gm
const FOOTNOTES = /\[\^[^[\]\n]*\]:?/g
const IN_WORD = /^[\p{L}\p{N}] [\p{L}\p{N}]/u

/** Not a star with a blank on either side, nor a low line within a word: these are shown. */
const withoutEmphasis = (text: string): string =>
  text.replace(/[*`]+|_+|~~+/g, (marks, at: number) => {
    const around = `${text.charAt(at - 1)} ${text.charAt(at + marks.length)}`
    const isShown = marks.startsWith('_') ? IN_WORD.test(around) : around === '   '
    return isShown ? marks : ''
  })

export const plainText = (markdown: string): string =>
  withoutEmphasis(
    withoutReferences(withoutLinks(withoutRemarks(withMeantAside(markdown))))
      .replace(AUTOLINKS, '$1')
      .replace(TAGS, ' ')
      .replace(CONTAINERS, ' $1 ')
      .replace(RULES, ' ')
      .replace(BEGINNINGS, ' ')
      .replace(FOOTNOTES, ''),
  )
    .replaceAll('|', ' ')
    .replace(/&(#x?[\da-f]{1,7}|[a-z][a-z\d]{1,31});/gi, characterOf)
    .replace(/[\uf721-\uf77e]/g, (mark) => String.fromCharCode(mark.charCodeAt(0) - ASIDE))
    .replace(/\s{2,}|[^\S ]/g, ' ')
    .trim()
