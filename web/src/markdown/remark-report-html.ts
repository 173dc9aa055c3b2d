/** Report raw HTML: the pipeline never passes it on. Comments are an editor's own business and stay silent, unless they hide a text. */
import type {Root} from 'mdast'
import {visit} from 'unist-util-visit'
import type {VFile} from 'vfile'
import {withoutComments} from './comments.ts'
import {report} from './messages.ts'

export default function remarkReportHtml() {
  return (tree: Root, file: VFile): undefined => {
    visit(tree, 'html', ({value, position}) => {
      const rest = withoutComments(value).trim()
      if (rest === '') return
      if (rest.startsWith('<!--'))
        report(
          file,
          'comment-unclosed',
          position,
          'A comment begins here and never ends, so that what follows is not shown to readers',
          'Put --> after the comment.',
        )
      else if (value.startsWith('<!--'))
        report(
          file,
          'comment-before-text',
          position,
          'What stands behind a comment, on the same line, is not shown to readers',
          'Put the comment on a line of its own.',
        )
      else
        report(
          file,
          'html-removed',
          position,
          'HTML is not shown to readers',
          'Write it in Markdown: **bold**, [link](https://…), > quote.',
        )
    })
  }
}
