/**
 * What the pipeline tells an editor: one plain sentence, a rule id, a place, and what to do about it.
 *
 * Plugins report through `vfile`; this is the flat shape that crosses the package's border.
 */
import type {VFile} from 'vfile'

export interface MarkdownMessage {
  ruleId: string
  reason: string
  note?: string
  line?: number
  column?: number
}

interface Place {
  start: {line: number; column: number}
  end: {line: number; column: number}
}

/** Report a problem in place. Rendering goes on. */
export function report(
  file: VFile,
  ruleId: string,
  place: Place | undefined,
  reason: string,
  note: string,
): void {
  const message = file.message(reason, {place, source: 'content', ruleId})
  message.note = note
}

export function messagesOf(file: VFile): MarkdownMessage[] {
  return file.messages.map(({ruleId, reason, note, line, column}) => ({
    ruleId: ruleId ?? 'markdown',
    reason,
    ...(note ? {note} : {}),
    ...(line ? {line} : {}),
    ...(column ? {column} : {}),
  }))
}
