/** The text as the site's pipeline renders it, a moment behind the typing so that typing never waits. */
import {renderMarkdown, type Rendered} from '@masthead/web/markdown'
import {useDeferredValue, useMemo} from 'react'

export function useRendered(markdown: string, imageOrigin: string): Rendered {
  const text = useDeferredValue(markdown)
  return useMemo(() => {
    try {
      return renderMarkdown(text, {imageOrigin})
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const message = {
        ruleId: 'preview-failed',
        reason: `The preview could not be made (${reason})`,
        note: 'Your text is safe. Undo the last change and look at that place.',
      }
      return {html: '', toc: [], words: 0, opening: '', isLettered: false, messages: [message]}
    }
  }, [text, imageOrigin])
}
