/** Carry out an edit in a text area, as if it had been typed: undo, the form's patches and the caret all follow. */
import type {Command} from './edit.ts'

export function carryOut(area: HTMLTextAreaElement, command: Command): void {
  const edit = command({text: area.value, start: area.selectionStart, end: area.selectionEnd})
  area.focus()
  area.setSelectionRange(edit.from, edit.to)
  // `execCommand` is the only way that keeps the browser's undo; where it is refused, the value is set and announced.
  if (!document.execCommand('insertText', false, edit.insert)) {
    area.setRangeText(edit.insert, edit.from, edit.to)
    area.dispatchEvent(new InputEvent('input', {bubbles: true}))
  }
  area.setSelectionRange(edit.start, edit.end)
}

/** Select a range and bring it into view. */
export function showRange(area: HTMLTextAreaElement, range: {start: number; end: number}): void {
  area.focus()
  area.setSelectionRange(range.start, range.end)
  const line = area.value.slice(0, range.start).split('\n').length
  const lines = area.value.split('\n').length
  area.scrollTop = Math.max(0, (line / lines) * area.scrollHeight - area.clientHeight / 2)
}

/** Give an element the whole screen, or take it back. The browser itself leaves full screen on Escape. */
export function toggleFullScreen(element: HTMLElement | null): void {
  if (document.fullscreenElement) void document.exitFullscreen()
  else void element?.requestFullscreen()
}
