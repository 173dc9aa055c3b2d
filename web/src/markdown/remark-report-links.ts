/**
 * Report addresses that the sanitiser will remove, and pictures without a description or from other sites, which the site's
 * policy keeps from readers. Changes nothing: `schema.ts` decides what passes, so an address that slips by here is still harmless.
 */
import type {Root} from 'mdast'
import {visit} from 'unist-util-visit'
import type {VFile} from 'vfile'
import {isLakeImage} from './body-image.ts'
import {report} from './messages.ts'
import {LINK_PROTOCOLS} from './schema.ts'

const SCHEME = /^([a-z][a-z\d+.-]*):/i

/** The scheme as a browser would read it: control characters and blanks inside do not hide it. */
function schemeOf(url: string): string | undefined {
  const bare = Array.from(url)
    .filter((character) => character > ' ')
    .join('')
  return SCHEME.exec(bare)?.[1]?.toLowerCase()
}

export default function remarkReportLinks() {
  return (tree: Root, file: VFile): undefined => {
    visit(tree, (node) => {
      if (node.type === 'image' || node.type === 'imageReference') {
        if (!node.alt) {
          report(
            file,
            'image-alt',
            node.position,
            'A picture has no description',
            'Describe it in the brackets: ![A red bridge at dusk](…).',
          )
        }
      }
      if (node.type === 'image' && /^(?:https?:)?\/\//i.test(node.url) && !isLakeImage(node.url)) {
        report(
          file,
          'image-elsewhere',
          node.position,
          'A picture on another site is not shown to readers',
          'Save it, and upload it with the button for pictures above the text.',
        )
      }
      if (node.type !== 'link' && node.type !== 'image' && node.type !== 'definition') return
      if (node.type === 'link' && node.url === '')
        report(
          file,
          'link-empty',
          node.position,
          'A link leads nowhere',
          'Write its address in the round brackets: [text](https://…).',
        )
      const scheme = schemeOf(node.url)
      if (!scheme || LINK_PROTOCOLS.includes(scheme)) return
      if (/^data:image\//i.test(node.url) && node.type !== 'link') {
        report(
          file,
          'image-pasted',
          node.position,
          'A picture that was pasted with the text is not shown to readers',
          'Save it, and upload it with the button for pictures above the text.',
        )
        return
      }
      report(
        file,
        'link-unsafe',
        node.position,
        `An address that begins with "${scheme}:" was removed`,
        'Use an address that begins with https://, mailto: or tel:, or a path on this site.',
      )
    })
  }
}
