/** Report notes that readers do not find: one that nothing leads to, one of a name that another has, one that nobody wrote. Changes nothing. */
import type {Root} from 'mdast'
import {visit} from 'unist-util-visit'
import type {VFile} from 'vfile'
import {report} from './messages.ts'

/** A call that leads nowhere is text. One that was escaped is meant to be. */
const CALL = /(?<!\\)\[\^([^[\]\s]+)\]/g

export default function remarkReportNotes() {
  return (tree: Root, file: VFile): undefined => {
    const called = new Set<string>()
    visit(tree, 'footnoteReference', ({identifier}) => void called.add(identifier))
    const written = new Set<string>()
    visit(tree, 'footnoteDefinition', ({identifier, label, position}) => {
      const name = label ?? identifier
      if (written.has(identifier))
        report(
          file,
          'note-twice',
          position,
          `There is another note "${name}" above, so this one is not shown to readers`,
          'Give it a number of its own, in the text as well.',
        )
      else if (!called.has(identifier))
        report(
          file,
          'note-uncalled',
          position,
          `Nothing leads to the note "${name}", so it is not shown to readers`,
          `Write [^${name}] in the text, where the note belongs.`,
        )
      written.add(identifier)
    })
    visit(tree, 'text', ({position}) => {
      const source = String(file).slice(position?.start.offset ?? 0, position?.end.offset ?? 0)
      for (const [call, name] of source.matchAll(CALL))
        report(
          file,
          'note-unwritten',
          position,
          `There is no note "${name}", so its mark is shown to readers as it is`,
          `Write the note on a line of its own, after a blank one: ${call}: the note.`,
        )
    })
  }
}
