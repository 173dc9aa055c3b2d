/** The frame of every page, as Next writes it for those who see drafts. Readers' pages get theirs in `rendering/render.tsx`. */
import type {Viewport} from 'next'
import type {ReactNode} from 'react'
import {Frame} from '#site/components/Frame.tsx'
import {getPageLinks} from '#site/content/pages.ts'
import {counterpartsInDraft} from '#site/draft/counterparts.ts'
import {DraftTools} from '#site/draft/DraftTools.tsx'
import {openSite, type LanguageParams} from '#site/site.ts'
import {viewport as shared} from '#site/theme/viewport.ts'

export const revalidate = false
export const dynamicParams = true

/** None: nothing of a lake becomes part of a build. */
export const generateStaticParams = (): LanguageParams[] => []

export const viewport: Viewport = {...shared, themeColor: [...shared.themeColor]}

interface Props {
  children: ReactNode
  params: Promise<LanguageParams>
}

export default async function Layout({children, params}: Props) {
  const site = await openSite(params)
  const [pages, counterparts] = await Promise.all([
    getPageLinks(site.words.code),
    counterpartsInDraft(),
  ])
  return (
    <Frame
      site={site}
      pages={pages}
      counterparts={counterparts}
      tools={site.isDraft && <DraftTools words={site.words} />}
    >
      {children}
    </Frame>
  )
}
