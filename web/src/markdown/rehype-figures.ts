/**
 * A paragraph that holds nothing but pictures becomes figures; a picture's title is its caption.
 *
 * Pictures of the lake (`/images/<project>/<dataset>/<hash>-<width>x<height>.<format>`, under whatever origin) get a
 * size, a `srcset` and the format that the browser prefers. Others stay as they are, below the fold.
 */
import type {Element, ElementContent, Root} from 'hast'
import {SKIP, visit} from 'unist-util-visit'
import {bodyImage} from './body-image.ts'

const isImage = (node: ElementContent): node is Element =>
  node.type === 'element' && node.tagName === 'img'

const isBlank = (node: ElementContent): boolean =>
  (node.type === 'text' && node.value.trim() === '') ||
  (node.type === 'element' && node.tagName === 'br')

function figure(image: Element): Element {
  const {title, ...properties} = image.properties
  const caption: Element = {
    type: 'element',
    tagName: 'figcaption',
    properties: {},
    children: [{type: 'text', value: String(title ?? '')}],
  }
  const children = title ? [{...image, properties}, caption] : [image]
  return {type: 'element', tagName: 'figure', properties: {}, children}
}

export default function rehypeFigures({imageOrigin}: {imageOrigin: string}) {
  return (tree: Root): undefined => {
    visit(tree, 'element', (node, index, parent) => {
      if (node.tagName === 'img') {
        const source = String(node.properties.src ?? '')
        Object.assign(node.properties, bodyImage(source, imageOrigin), {
          alt: node.properties.alt ?? '',
          loading: 'lazy',
          decoding: 'async',
        })
        return
      }
      if (node.tagName !== 'p' || !parent || index === undefined) return
      const solid = node.children.filter((child) => !isBlank(child))
      if (solid.length === 0 || !solid.every(isImage)) return
      parent.children.splice(index, 1, ...solid.map(figure))
      return [SKIP, index]
    })
  }
}
