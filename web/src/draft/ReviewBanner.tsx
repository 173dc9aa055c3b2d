/** What a reviewer must know before reading: that this is a draft. There is nothing to leave; the link opens this page alone. */
import type {Site} from '../site.ts'

export const ReviewBanner = ({words}: {words: Site['words']}) => (
  <aside className="draft" aria-label={words.reviewBanner}>
    <p>{words.reviewBanner}</p>
  </aside>
)
