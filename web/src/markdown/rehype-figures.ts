/**
 * A paragraph that holds nothing but pictures becomes figures, each with the link around it; a picture's title is its caption.
 *
 * Pictures of the lake (`/images/<project>/<dataset>/<hash>-<width>x<height>.<format>`, under whatever origin) get a
 * size, a `srcset` and the format that the browser prefers. Others stay as they are, below the fold.
 */
import type {Element, ElementContent, Root} from 'hast'
import {SKIP, visit} from 'unist-util-visit'
import {bodyImage} from './body-image.ts'

type Shown = Element & {tagName: 'img'}

const isImage = (node: ElementContent): node is Shown =>
  node.type === 'element' && node.tagName === 'img'

const isBlank = (node: ElementContent): boolean =>
  (node.type === 'text' && node.value.trim() === '') ||
  (node.type === 'element' && node.tagName === 'br')

interface Piece {
  /** The picture, or the link around it. */
  shown: Element
  picture: Element
}

function pieceOf(node: ElementContent): Piece | undefined {
  if (isImage(node)) return {shown: node, picture: node}
  if (node.type !== 'element' || node.tagName !== 'a') return undefined
  const [only, ...others] = node.children.filter((child) => !isBlank(child))
  if (!only || others.length > 0 || !isImage(only)) return undefined
  return {shown: node, picture: only}
}

function figure({shown, picture}: Piece): Element {
  const {title, ...properties} = picture.properties
  picture.properties = properties
  const caption: Element = {
    type: 'element',
    tagName: 'figcaption',
    properties: {},
    children: [{type: 'text', value: String(title ?? '')}],
  }
  const children = title ? [shown, caption] : [shown]
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
      const pieces = solid.flatMap((child) => pieceOf(child) ?? [])
      if (pieces.length === 0 || pieces.length < solid.length) return
      parent.children.splice(index, 1, ...pieces.map(figure))
      return [SKIP, index]
    })
  }
}
