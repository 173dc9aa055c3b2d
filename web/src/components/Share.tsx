/** Ways to pass an article on that need no script and tell nobody until they are used. */
import type {Site} from '../site.ts'

export function Share({site, url, title}: {site: Site; url: string; title: string}) {
  const {words} = site
  const mail = `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(url)}`
  const linkedIn = `https://www.linkedin.com/sharing/share-offsite/?url=${encodeURIComponent(url)}`
  return (
    <p className="share">
      <span>{words.share}</span>
      <a href={linkedIn} rel="external noopener nofollow">
        {words.shareOnLinkedIn}
      </a>
      <a href={mail}>{words.shareByEmail}</a>
    </p>
  )
}
