/** XML as tests look at it: every element in the order in which it opens. */
import {SaxesParser} from 'saxes'

export interface Element {
  name: string
  text: string
  attributes: Record<string, string>
  /** The names of those that it stands in, the outermost first. */
  within: string[]
}

/** Every element of a document; throws where it is not well formed. */
export function parseXml(xml: string): Element[] {
  const elements: Element[] = []
  const open: Element[] = []
  const parser = new SaxesParser({xmlns: false})
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({name, attributes}) => {
    const within = open.map((outer) => outer.name)
    const element = {name, text: '', attributes: attributes as Record<string, string>, within}
    elements.push(element)
    open.push(element)
  })
  parser.on('text', (text) => {
    const last = open.at(-1)
    if (last) last.text += text
  })
  parser.on('closetag', () => void open.pop())
  parser.write(xml).close()
  return elements
}

export const textsOf = (elements: Element[], name: string): string[] =>
  elements.filter((element) => element.name === name).map(({text}) => text)
