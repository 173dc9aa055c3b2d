/** Preview beside the text: which pages a document appears on, and how the site's draft mode is entered and left. */
import {
  defineLocations,
  presentationTool,
  type DocumentLocation,
  type DocumentLocationsState,
  type PresentationPluginOptions,
} from 'sanity/presentation'

type Select = Record<string, string | undefined> | null

const home: DocumentLocation = {title: 'Home', href: '/'}
const prefix = (language?: string) => (language === 'fr' ? '/fr' : '')

/** The pages of one document, or the reason why there are none yet; of one that is empty or deleted nothing is said. */
export const pagesAt =
  (folder: string) =>
  (value: Select): DocumentLocationsState | undefined => {
    const {title, slug, language} = value ?? {}
    if (slug) {
      const page = {title: title ?? 'Untitled', href: `${prefix(language)}${folder}/${slug}`}
      return {locations: folder ? [page, home] : [page]}
    }
    if (!title) return undefined
    return {message: 'It has no address yet: press Generate beside the address.', tone: 'caution'}
  }

const articles = defineLocations({
  select: {title: 'title', slug: 'slug.current', language: 'language'},
  resolve: pagesAt('/articles'),
})

export const locations = {
  article: articles,
  author: defineLocations({
    select: {title: 'name', slug: 'slug.current'},
    resolve: pagesAt('/authors'),
  }),
  topic: defineLocations({
    select: {title: 'title', slug: 'slug.current'},
    resolve: pagesAt('/topics'),
  }),
  page: defineLocations({
    select: {title: 'title', slug: 'slug.current', language: 'language'},
    resolve: pagesAt(''),
  }),
  callToAction: defineLocations({
    message: 'Shown below every article that picks it.',
    tone: 'positive',
  }),
  siteSettings: defineLocations({
    message: 'Used on every page.',
    tone: 'positive',
    locations: [home],
  }),
}

export const preview = (siteUrl: string) =>
  presentationTool({
    title: 'Preview',
    previewUrl: {
      initial: siteUrl,
      previewMode: {
        enable: '/api/draft-mode/enable',
        disable: '/api/draft-mode/disable',
        shareAccess: false, // it opens every draft, without an end: a review link opens one (0028)
      },
    },
    resolve: {locations},
  } satisfies PresentationPluginOptions)
