/** How to follow what stands on a page, for those who do not look into its head. */
import {feedPath} from '../feeds/feed-files.ts'
import type {Site} from '../site.ts'

export const FeedLink = ({of, words}: {of: string; words: Site['words']}) => (
  <p className="follow">
    <a href={feedPath(of, 'feed.xml')} type="application/rss+xml">
      {words.feed}
    </a>
  </p>
)
