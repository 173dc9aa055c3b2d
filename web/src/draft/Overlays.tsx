'use client'
/** Studio's overlays and its conversation with the preview. Rendered in draft mode only; readers never get this. */
import {enableVisualEditing} from '@sanity/visual-editing/enable-visual-editing'
import {useEffect} from 'react'

export function Overlays() {
  useEffect(() => {
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
      refresh: async () => location.reload(),
      zIndex: 1000,
    })
    return disable
  }, [])
  return null
}
