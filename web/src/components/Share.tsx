/** Ways to pass an article on, and to hear of the next one, that need no script and tell nobody until they are used. */
import {homePath, safeHref} from '../addresses.ts'
import {feedPath} from '../feeds/feed-files.ts'
import type {Site} from '../site.ts'

export function Share({site, url, title}: {site: Site; url: string; title: string}) {
  const {words, settings} = site
  const mail = `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(url)}`
  const linkedIn = `https://www.linkedin.com/sharing/share-offsite/?url=${encodeURIComponent(url)}`
  const newsletter = safeHref(settings.newsletter)
  return (
    <>
      <p className="share">
        <span>{words.share}</span>
        <a href={linkedIn} rel="external noopener nofollow">
          {words.shareOnLinkedIn}
        </a>
        <a href={mail}>{words.shareByEmail}</a>
      </p>
      {newsletter && (
        <p className="share">
          <span>{words.follow}</span>
          <a href={newsletter}>{words.newsletter}</a>
          <a href={feedPath(homePath(words.code), 'feed.xml')}>{words.feed}</a>
        </p>
      )}
    </>
  )
}
