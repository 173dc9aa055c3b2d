/** What an editor sees around a preview: that it is one, the way out, and the overlays. */
import {config} from '../config.ts'
import type {Site} from '../site.ts'
import {Overlays} from './Overlays.tsx'

export function DraftTools({words}: {words: Site['words']}) {
  return (
    <>
      <aside className="draft" aria-label={words.draftBanner}>
        <p>
          {words.draftBanner} <a href="/api/draft-mode/disable">{words.leaveDraft}</a>
        </p>
      </aside>
      <Overlays studioOrigin={config().studioUrl} />
    </>
  )
}
