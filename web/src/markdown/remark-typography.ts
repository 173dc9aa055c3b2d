/**
 * Typographic apostrophes, quotation marks, dashes and spaces, for each passage by its own language. In one that is neither English nor
 * French the marks stay as they are typed.
 */
import type {Nodes, Parent, Root, RootContent} from 'mdast'
import remarkApostrophes from './remark-apostrophes.ts'
import remarkNoBreak from './remark-no-break.ts'
import remarkSmartMarks from './remark-smart-marks.ts'

/** One character each, as the plugin counts them; `remark-no-break` adds the spaces. */
const guillemets = {
  openingQuotes: {double: '«', single: '‹'},
  closingQuotes: {double: '»', single: '›'},
}

type Typographer = (tree: Root) => void

function typographer(isFrench: boolean): Typographer {
  const plugins = [
    remarkApostrophes({isFrench}),
    remarkSmartMarks(isFrench ? guillemets : {}),
    remarkNoBreak({isFrench}),
  ]
  return (tree) => {
    for (const plugin of plugins) plugin(tree)
  }
}

/** To the sentence around it a passage is one word. */
const word: RootContent = {type: 'inlineCode', value: 'x'}

/** The outermost passages in another language. */
function passagesIn(node: Nodes): Parent[] {
  if (!('children' in node)) return []
  const inside = node.children as Nodes[]
  return inside.flatMap((child) => (child.data?.language ? [child as Parent] : passagesIn(child)))
}

export default function remarkTypography({isFrench = false}: {isFrench?: boolean | undefined}) {
  const known = new Map<boolean, Typographer>()
  const inLanguage = (french: boolean): Typographer => {
    const made = known.get(french) ?? typographer(french)
    known.set(french, made)
    return made
  }
  /** `set` is undefined where nobody here knows how the marks of the language are set. */
  const apply = (tree: Root, set: Typographer | undefined): void => {
    const passages = passagesIn(tree).map((passage) => ({passage, children: passage.children}))
    for (const {passage} of passages) passage.children = [word]
    set?.(tree)
    for (const {passage, children} of passages) {
      const language = /^(?:en|fr)\b/i.exec(passage.data?.language ?? '')?.[0].toLowerCase()
      apply(
        {type: 'root', children: children as RootContent[]},
        language ? inLanguage(language === 'fr') : undefined,
      )
      passage.children = children
    }
  }
  return (tree: Root): undefined => apply(tree, inLanguage(isFrench)) as undefined
}
