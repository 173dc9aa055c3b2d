/** Report raw HTML: the pipeline never passes it on. Comments are an editor's own business and stay silent. */
import type {Root} from 'mdast'
import {visit} from 'unist-util-visit'
import type {VFile} from 'vfile'
import {report} from './messages.ts'

export default function remarkReportHtml() {
  return (tree: Root, file: VFile): undefined => {
    visit(tree, 'html', (node) => {
      if (node.value.startsWith('<!--')) return
      report(
        file,
        'html-removed',
        node.position,
        'HTML is not shown to readers',
        'Write it in Markdown: **bold**, [link](https://…), > quote.',
      )
    })
  }
}
