/** The pages of a list that belongs to somebody or something: the first, and those after it, which have a number in their address. */
import type {ReactNode} from 'react'
import type {PageMetadata} from '../metadata.ts'
import {pageNumber} from '../page-number.ts'
import {openSite, type LanguageParams, type Site} from '../site.ts'

interface List {
  describe(site: Site, slug: string, page?: number): Promise<PageMetadata>
  show(site: Site, slug: string, page?: number): Promise<ReactNode>
}

interface Props<Params> {
  params: Promise<LanguageParams & Params>
}

export function firstPage({describe, show}: List) {
  const read = ({params}: Props<{slug: string}>) => Promise.all([openSite(params), params])
  return {
    async generateMetadata(props: Props<{slug: string}>): Promise<PageMetadata> {
      const [site, {slug}] = await read(props)
      return describe(site, slug)
    },
    async Page(props: Props<{slug: string}>): Promise<ReactNode> {
      const [site, {slug}] = await read(props)
      return show(site, slug)
    },
  }
}

export function furtherPage({describe, show}: List) {
  const read = ({params}: Props<{slug: string; page: string}>) =>
    Promise.all([openSite(params), params])
  return {
    async generateMetadata(props: Props<{slug: string; page: string}>): Promise<PageMetadata> {
      const [site, {slug, page}] = await read(props)
      return describe(site, slug, pageNumber(page))
    },
    async Page(props: Props<{slug: string; page: string}>): Promise<ReactNode> {
      const [site, {slug, page}] = await read(props)
      return show(site, slug, pageNumber(page))
    },
  }
}
