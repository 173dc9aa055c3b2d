/**
 * The frame of every reader's page. The first `<meta>` is a promise: the page is complete as HTML, so the front server and
 * the page cache take every script out of it. In draft mode the promise is not made, and editors keep React.
 */
import type {Viewport} from 'next'
import type {ReactNode} from 'react'
import {Colophon} from '#site/components/Colophon.tsx'
import {Masthead} from '#site/components/Masthead.tsx'
import {DraftTools} from '#site/draft/DraftTools.tsx'
import {ReviewBanner} from '#site/draft/ReviewBanner.tsx'
import {openSite, type LanguageParams} from '#site/site.ts'
import {icon} from '#site/styles/icon.ts'
import {stylesheet} from '#site/theme/stylesheet.ts'

export const revalidate = false
export const dynamicParams = true

/** None: nothing of a lake becomes part of a build. */
export const generateStaticParams = (): LanguageParams[] => []

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    {media: '(prefers-color-scheme: light)', color: '#fcfbf8'},
    {media: '(prefers-color-scheme: dark)', color: '#17181b'},
  ],
}

/** Pages of ours that a browser may fetch before the click. */
const SPECULATION = JSON.stringify({
  prefetch: [
    {where: {and: [{href_matches: '/*'}, {not: {href_matches: '/api/*'}}]}, eagerness: 'moderate'},
  ],
})

interface Props {
  children: ReactNode
  params: Promise<LanguageParams>
}

export default async function Layout({children, params}: Props) {
  const site = await openSite(params)
  const {words, settings, isDraft, isReview} = site
  return (
    <html lang={words.tag}>
      <head>
        {!isDraft && <meta name="masthead" content="reader" />}
        <link rel="stylesheet" href={stylesheet(settings.accent).href} precedence="default" />
        <link rel="icon" href={icon} />
        {!isDraft && !isReview && (
          <script type="speculationrules" dangerouslySetInnerHTML={{__html: SPECULATION}} />
        )}
      </head>
      <body>
        <a className="skip" href="#content">
          {words.skipToContent}
        </a>
        {isDraft && <DraftTools words={words} />}
        {isReview && <ReviewBanner words={words} />}
        <Masthead site={site} />
        <main id="content">{children}</main>
        <Colophon site={site} />
      </body>
    </html>
  )
}
