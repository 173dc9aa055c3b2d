/** Publish by keys: which they are, and who may not. */

export const shortcut = 'Ctrl+Alt+P'

export const mayNot = 'Your role may not publish. Ask an editor to do it.'

type Keys = Pick<
  KeyboardEvent,
  'altKey' | 'code' | 'ctrlKey' | 'key' | 'metaKey' | 'repeat' | 'shiftKey'
>

/** Keys that are held down press once. */
export function pressOf(event: Keys): 'press' | 'held' | undefined {
  if (!event.ctrlKey || !event.altKey || event.shiftKey || event.metaKey) return
  if (event.code !== 'KeyP' && event.key.toLowerCase() !== 'p') return
  return event.repeat ? 'held' : 'press'
}
