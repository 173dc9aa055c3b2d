/// <reference types="remark-directive" />
/**
 * `:lang[bonjour]{fr}` and `:::lang{fr} … :::` say that a passage is in another language, for those who hear it (WCAG 3.1.2), and from
 * which side it is read. What names no language stays the text that it was: `remark-callouts.ts`, which comes next, sees to that.
 */
import type {Nodes, Root, RootContent} from 'mdast'
import type {VFile} from 'vfile'
import {report} from './messages.ts'
import {LANGUAGE} from './schema.ts'

declare module 'mdast' {
  interface Data {
    /** The language of a passage, as BCP 47 names it. */
    language?: string
  }
}

/** Written from right to left, unless another script is named. */
const RIGHT_TO_LEFT = /^(?:ar|arc|ckb|dv|fa|he|iw|ji|ks|nqo|ps|sd|syr|ug|ur|yi)$/i
const SCRIPTS: [RegExp, boolean][] = [
  [/^(?:Arab|Aran|Hebr|Nkoo|Rohg|Syrc|Thaa)$/i, true],
  [/^[a-z]{4}$/i, false],
]

function isRightToLeft(language: string): boolean {
  const [primary = '', script = ''] = language.split('-')
  const named = SCRIPTS.find(([pattern]) => pattern.test(script))
  return named ? named[1] : RIGHT_TO_LEFT.test(primary)
}

type Directive = Extract<Nodes, {type: 'containerDirective' | 'textDirective'}>

const isDirective = (node: Nodes): node is Directive =>
  (node.type === 'textDirective' || node.type === 'containerDirective') &&
  node.name.toLowerCase() === 'lang'

/** `slang:lang` is a word like any other. */
const isMeant = ({type, children, attributes}: Directive): boolean =>
  type === 'containerDirective' || children.length > 0 || Object.keys(attributes ?? {}).length > 0

function languageOf({attributes}: Directive): string | undefined {
  const [[name = '', value] = [], ...others] = Object.entries(attributes ?? {})
  return others.length === 0 && !value && LANGUAGE.test(name) ? name : undefined
}

function passage(node: Directive, language: string, isWithinRight: boolean): RootContent {
  const isRight = isRightToLeft(language)
  const dir = isRight ? 'rtl' : isWithinRight ? 'ltr' : undefined
  const isBlock = node.type === 'containerDirective'
  return {
    type: isBlock ? 'paragraph' : 'emphasis',
    data: {
      language,
      hName: isBlock ? 'div' : 'span',
      hProperties: {lang: language, ...(dir ? {dir} : {})},
    },
    children: node.children,
    position: node.position,
  } as unknown as RootContent
}

export default function remarkLanguages() {
  return (tree: Root, file: VFile): undefined => {
    const walk = (parent: Nodes, isRight: boolean): void => {
      if (!('children' in parent)) return
      const children = parent.children as RootContent[]
      children.forEach((node, index) => {
        const language = isDirective(node) && node.children.length > 0 && languageOf(node)
        if (isDirective(node) && language) {
          walk(node, isRightToLeft(language))
          children[index] = passage(node, language, isRight)
          return
        }
        if (isDirective(node) && isMeant(node)) unknown(node, file)
        walk(node, isRight)
      })
    }
    walk(tree, false)
  }
}

function unknown(node: Directive, file: VFile): void {
  report(
    file,
    'language-unknown',
    node.position,
    'A passage in another language does not say in which',
    'Name the language by its short code: :lang[bonjour]{fr}, or a line :::lang{fr} before the passage and ::: after it.',
  )
}
