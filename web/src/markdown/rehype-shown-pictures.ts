/**
 * A picture without an address that readers may be sent to is left out, and so is what held nothing else. Programs for letters write pictures
 * into the text itself (`data:…`), of which the sanitiser leaves a picture of nothing.
 */
import type {Element, ElementContent, Parents, Root} from 'hast'

export default function rehypeShownPictures() {
  return (tree: Root): undefined => keepShown(tree)
}

function keepShown(parent: Parents): undefined {
  parent.children = (parent.children as ElementContent[]).filter((child) => {
    if (child.type !== 'element') return true
    if (child.tagName === 'img') return Boolean(child.properties.src)
    const before = child.children.length
    keepShown(child)
    return child.children.length === before || !isLeftOver(child)
  })
}

/** A figure is one picture; a paragraph or a link that had one may still say something. */
function isLeftOver({tagName, children}: Element): boolean {
  if (tagName === 'figure') return true
  const isBlank = children.every((child) => child.type === 'text' && child.value.trim() === '')
  return isBlank && (tagName === 'a' || tagName === 'p')
}
