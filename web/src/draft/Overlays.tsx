'use client'
/** Studio's overlays and its conversation with the preview. Rendered in draft mode only; readers never get this. */
import {enableVisualEditing} from '@sanity/visual-editing/enable-visual-editing'
import {useEffect} from 'react'
import {hearStudio} from './changes.ts'
import {keepUnsaved, refresh} from './refresh.ts'

export function Overlays({studioOrigin}: {studioOrigin: string | undefined}) {
  useEffect(() => {
    const heard = new Set<string>()
    const stopHearing = studioOrigin
      ? hearStudio(studioOrigin, {
          changed(revision) {
            if (revision) heard.add(revision)
            void refresh()
          },
          typed(id, words, isShown) {
            if (keepUnsaved(id, words) && isShown) void refresh()
          },
        })
      : () => undefined
    const disable = enableVisualEditing({
      history: {
        subscribe(navigate) {
          const tell = () => navigate({type: 'push', url: location.pathname + location.search})
          tell()
          addEventListener('popstate', tell)
          return () => removeEventListener('popstate', tell)
        },
        update({type, url}) {
          if (type === 'pop') history.back()
          else if (type === 'replace') location.replace(url)
          else location.assign(url)
        },
      },
      refresh(payload) {
        if (payload.source === 'manual') return Promise.resolve(location.reload())
        return heard.has(payload.document._rev) ? false : refresh()
      },
      zIndex: 1000,
    })
    return () => {
      stopHearing()
      disable()
    }
  }, [studioOrigin])
  return null
}
