/**
 * One file into one lake: read, compare, and write everything in a single transaction.
 *
 * The picture is sent first: without an article that uses it, it is an unused picture and nothing more. What may not be
 * written over is found out before that.
 */
import {randomUUID} from 'node:crypto'
import {renderMarkdown} from '@masthead/web/markdown'
import {slugProblem} from '@masthead/studio/rules'
import {ClientError} from '@sanity/client'
import type {SanityClient} from '@sanity/client'
import {changedMeanwhile, slugUnusable} from '../errors.ts'
import {fromClient} from '../lake/failure.ts'
import {findExisting} from './existing.ts'
import type {Stored} from './existing.ts'
import {importPrefix, slugForTitle} from './identity.ts'
import {readAuthor} from './markdown.ts'
import type {Manuscript} from './manuscript.ts'
import {findPicture} from './picture.ts'
import type {Picture} from './picture.ts'
import {planImport} from './plan.ts'
import type {Plan, PlanInput} from './plan.ts'
import {readManuscript} from './read-manuscript.ts'

export interface ImportOptions {
  topics?: string[]
  authors?: string[]
  image?: string
  slug?: string
  draft?: boolean
  replace?: boolean
  dryRun?: boolean
}

export interface Imported extends Plan {
  slug: string
  picture: Picture | null
  notes: string[]
}

export async function importFile(
  path: string,
  lake: SanityClient,
  options: ImportOptions = {},
): Promise<Imported> {
  try {
    return await readAndWrite(path, lake, options)
  } catch (error) {
    throw fromClient(error, 'take the import', lake.config().apiHost)
  }
}

async function readAndWrite(
  path: string,
  lake: SanityClient,
  options: ImportOptions,
): Promise<Imported> {
  const manuscript = withOptions(await readManuscript(path), options)
  const slug = options.slug || manuscript.slug || slugForTitle(manuscript.title)
  const problem = slug ? slugProblem(slug) : 'it is empty.'
  if (problem) throw slugUnusable(slug, problem)

  const notes = [...manuscript.notes, ...complaints(manuscript.body)]
  const picture = await findPicture(path, manuscript, options.image, notes)
  const existing = await findExisting(lake, manuscript, slug)
  const input: PlanInput = {
    manuscript,
    slug,
    existing,
    assetId: picture
      ? expectedAssetId(picture, existing.article.published ?? existing.article.draft)
      : '',
    policy: {draft: options.draft ?? false, replace: options.replace ?? false},
    now: new Date(),
  }
  let plan = planImport(input)
  if (!options.dryRun && plan.mutations.length > 0) {
    if (picture) plan = planImport({...input, assetId: await upload(lake, picture)})
    await commit(lake, plan)
  }
  return {...plan, slug, picture, notes}
}

function withOptions(
  manuscript: Manuscript,
  {topics = [], authors = []}: ImportOptions,
): Manuscript {
  return {
    ...manuscript,
    topics: [...new Set([...topics, ...manuscript.topics])],
    authors: authors.length > 0 ? authors.map(readAuthor) : manuscript.authors,
  }
}

/** What the site's own pipeline has to say about the text. */
const complaints = (body: string) =>
  renderMarkdown(body).messages.map(({reason, note}) => (note ? `${reason}. ${note}` : reason))

/** The asset that the article has, when its content is this picture's; else the id that the picture will get. */
function expectedAssetId(picture: Picture, article: Stored | undefined): string {
  const {asset} = (article?.['heroImage'] ?? {}) as {asset?: {_ref?: string}}
  if (asset?._ref?.startsWith(`image-${picture.sha1}-`)) return asset._ref
  return `image-${picture.sha1}-${picture.width}x${picture.height}`
}

async function upload(lake: SanityClient, {bytes, name}: Picture): Promise<string> {
  const asset = await lake.assets.upload('image', bytes, {filename: name})
  return asset._id
}

async function commit(lake: SanityClient, {mutations}: Plan): Promise<void> {
  try {
    await lake.mutate(mutations, {
      transactionId: `${importPrefix}${randomUUID()}`,
      visibility: 'sync',
      returnDocuments: false,
    })
  } catch (error) {
    if (error instanceof ClientError && error.statusCode === 409) throw changedMeanwhile(error)
    throw error
  }
}
