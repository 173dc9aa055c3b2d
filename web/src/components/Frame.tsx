/**
 * The frame of every page. The first `<meta>` is a promise: the page is complete as HTML and needs no script. In draft mode the
 * promise is not made, and editors keep React.
 */
import type {ReactNode} from 'react'
import type {DocumentLink} from '../content/types.ts'
import {ReviewBanner} from '../draft/ReviewBanner.tsx'
import type {Counterparts} from '../metadata.ts'
import type {Site} from '../site.ts'
import {pageFont} from '../theme/fonts.ts'
import {stylesheet} from '../theme/stylesheet.ts'
import {Colophon} from './Colophon.tsx'
import {Masthead} from './Masthead.tsx'

/** Pages of ours that a browser may fetch before the click: those that are kept. What is made for each reader is made when one comes. */
const SPECULATION = JSON.stringify({
  prefetch: [
    {
      where: {
        and: [{href_matches: '/*'}, {not: {href_matches: ['/api/*', '/search', '/*/search']}}],
      },
      eagerness: 'moderate',
    },
  ],
})

interface Props {
  site: Site
  /** The pages that the foot links to. */
  pages: DocumentLink[]
  /** What the page says about itself, where Next does not say it. */
  head?: ReactNode
  /** Where the masthead leads in other languages; to the front page, where it is not said. */
  counterparts?: Counterparts | undefined
  /** What an editor sees around a preview. */
  tools?: ReactNode
  children: ReactNode
}

export function Frame({site, pages, head, counterparts = {}, tools, children}: Props) {
  const {words, settings, isDraft, isReview} = site
  return (
    <html lang={words.tag}>
      {/* oxlint-disable-next-line nextjs/no-head-element -- the frame of the whole document */}
      <head>
        {!isDraft && <meta name="masthead" content="reader" />}
        <link rel="stylesheet" href={stylesheet(settings.accent).href} precedence="default" />
        <link
          rel="preload"
          href={pageFont}
          as="font"
          type="font/woff2"
          crossOrigin=""
          fetchPriority="low"
        />
        <link rel="apple-touch-icon" href="/apple-touch-icon.png" />
        {head}
        {!isDraft && !isReview && (
          <script type="speculationrules" dangerouslySetInnerHTML={{__html: SPECULATION}} />
        )}
      </head>
      <body>
        <a className="skip" href="#content">
          {words.skipToContent}
        </a>
        {tools}
        {isReview && <ReviewBanner words={words} />}
        <Masthead site={site} counterparts={counterparts} />
        <main id="content">{children}</main>
        <Colophon site={site} pages={pages} />
      </body>
    </html>
  )
}
