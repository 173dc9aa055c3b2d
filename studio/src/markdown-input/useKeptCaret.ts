/**
 * Keeps the caret of a text area in place while somebody else changes the text: the browser would put it at the end, and the
 * next word typed would land there.
 */
import {useLayoutEffect, useRef, type RefObject} from 'react'
import {movedPosition} from './caret.ts'

interface Caret {
  text: string
  start: number
  end: number
}

export function useKeptCaret(area: RefObject<HTMLTextAreaElement | null>, value: string) {
  const last = useRef<Caret>({text: value, start: 0, end: 0})

  useLayoutEffect(() => {
    const element = area.current
    if (!element || element.value === last.current.text) return
    if (document.activeElement === element) restore(element, last.current)
    last.current = caretOf(element)
  })

  /** To be called whenever the selection changes, which includes each key typed. */
  return () => {
    if (area.current) last.current = caretOf(area.current)
  }
}

const caretOf = (area: HTMLTextAreaElement): Caret => ({
  text: area.value,
  start: area.selectionStart,
  end: area.selectionEnd,
})

function restore(area: HTMLTextAreaElement, {text, start, end}: Caret): void {
  const top = area.scrollTop
  const move = (position: number) => movedPosition(text, area.value, position)
  area.setSelectionRange(move(start), move(end))
  area.scrollTop = top
}
