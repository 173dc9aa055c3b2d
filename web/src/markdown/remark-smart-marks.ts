/**
 * Straight quotation marks, `--` and `...` become those of a typesetter.
 *
 * Which mark a quotation opens or closes shows only in the whole sentence, links and bold words included, so all texts of a body are looked
 * at as one. Dashes and ellipses become shorter and are looked at text by text. `retext-smartypants` takes its text apart into sentences
 * and words, which takes longer than everything else that is done with a body; it is given what holds a mark that it may change, and
 * nothing else.
 */
import type {Nodes, Root} from 'mdast'
import {retext} from 'retext'
import retextSmartypants from 'retext-smartypants'
import {visit} from 'unist-util-visit'

interface QuoteMarks {
  double: string
  single: string
}

export interface SmartMarksOptions {
  openingQuotes?: QuoteMarks
  closingQuotes?: QuoteMarks
}

const quote = /["']/
const dashOrDots = /--|–-|\.\s*\./

/** What begins anew: a quotation mark at its start opens. */
const isBlock = ({type}: Nodes): boolean =>
  type === 'paragraph' || type === 'heading' || type === 'tableCell'

export default function remarkSmartMarks(options: SmartMarksOptions = {}) {
  const ofQuotes = {...options, quotes: true, ellipses: false, dashes: false, backticks: false}
  const quotes = retext().use(retextSmartypants, ofQuotes)
  const ofOthers = {quotes: false, ellipses: true, dashes: 'oldschool', backticks: false} as const
  const others = retext().use(retextSmartypants, ofOthers)

  return (tree: Root): undefined => {
    const texts: {node: {value: string}; from: number}[] = []
    let whole = ''
    visit(tree, (node) => {
      if (isBlock(node) || node.type === 'break') whole += ' '
      else if (node.type === 'inlineCode')
        whole += 'A'.repeat(node.value.length) // a word like any other
      else if (node.type === 'text') {
        texts.push({node, from: whole.length})
        whole += node.value
      }
    })
    if (quote.test(whole)) {
      const quoted = String(quotes.processSync(whole)) // as long as before
      for (const {node, from} of texts) node.value = quoted.slice(from, from + node.value.length)
    }
    for (const {node} of texts)
      if (dashOrDots.test(node.value)) node.value = String(others.processSync(node.value))
  }
}
