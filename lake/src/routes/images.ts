/** `GET /images/:project/:dataset/:name`: a picture, as it was uploaded or as the parameters ask for it. */
import {createHash} from 'node:crypto'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {imageId, imagePath, isAbsent, parseImageName, storedFile} from '../assets/files.ts'
import type {Dataset} from '../dataset.ts'
import {notFound} from '../errors.ts'
import {formatOf, isImageExtension, negotiate, outputFormat, type Format} from '../images/format.ts'
import {
  canonicalText,
  isUntouched,
  readParameters,
  type ImageParameters,
} from '../images/parameters.ts'
import {ownFormat, PIPELINE_VERSION, transform} from '../images/transform.ts'
import {openVariants, type Variants} from '../images/variants.ts'
import type {Route} from '../route.ts'
import {attachment, immutable, isFresh, sandboxed} from './delivery.ts'

const image: Route = {
  method: 'GET',
  path: '/images/:project/:dataset/:name',
  versioned: false,
  async handle({request, url, params, datasets}) {
    const {project, dataset: datasetName = '', name: fileName = ''} = params
    const name = parseImageName(fileName)
    if (project !== datasets.projectId || !name || !isImageExtension(name.extension))
      throw missing()
    const dataset = datasets.get(datasetName)
    const document = dataset.document(imageId(name))
    if (!document) throw missing()

    const source = formatOf(name.extension)
    const parameters = readParameters(url.searchParams)
    const accept = request.headers.get('accept')
    const asked = chooseFormat(source, parameters, accept)
    const etag = etagOf(name.sha1, asked ? `${canonicalText(parameters)}#${asked}` : '')
    const headers: Record<string, string> = {
      ...immutable(etag),
      ...attachment(url.searchParams, String(document['originalFilename'] ?? fileName)),
      ...(parameters.auto ? {vary: 'Accept'} : {}),
      'content-type': asked ? outputFormat(asked).mimeType : source.mimeType,
      ...(source.extension === 'svg' && !asked ? sandboxed : {}),
    }
    if (isFresh(request, etag)) return new Response(null, {status: 304, headers})

    if (!asked) {
      const stored = await storedFile(imagePath(dataset, name))
      if (!stored) throw missing()
      headers['content-length'] = String(stored.size)
      return new Response(await stored.read(), {headers})
    }
    const original = () =>
      readFile(imagePath(dataset, name)).catch((error: unknown) => {
        throw isAbsent(error) ? missing() : error // a document that was imported without its file
      })
    const bytes = await variantsOf(dataset).get(
      `${name.sha1}-${etag.slice(1, -1)}.${outputFormat(asked).extension}`,
      async () => transform(await original(), source, parameters, asked),
    )
    return new Response(new Uint8Array(bytes), {
      headers: {...headers, 'content-length': String(bytes.length)},
    })
  },
}

/** The same picture under a readable name: `/images/p/d/<name>/a-red-bridge.jpg`. */
const named: Route = {
  ...image,
  path: '/images/:project/:dataset/:name/:vanity',
}

/** The format of the answer; `undefined` when the original file is the answer. */
function chooseFormat(source: Format, parameters: ImageParameters, accept: string | null) {
  // Vectors need no scaling: an SVG stays one until its pixels are asked for.
  if (source.extension === 'svg' && !parameters.format) return undefined
  // Only its bytes would tell whether a WebP moves, so all of them are taken for animations.
  const mayMove = source.extension === 'gif' || source.extension === 'webp'
  const moving = mayMove && !parameters.firstFrame
  const negotiated = parameters.auto ? negotiate(accept, moving) : undefined
  if (isUntouched({...parameters, auto: false}) && !negotiated) return undefined
  return negotiated ?? parameters.format ?? ownFormat(source)
}

const etagOf = (sha1: string, variant: string): string => {
  if (!variant) return `"${sha1}"`
  const text = `${PIPELINE_VERSION}:${sha1}:${variant}`
  return `"${createHash('sha256').update(text).digest('hex').slice(0, 40)}"`
}

const folders = new WeakMap<Dataset, Variants>()

function variantsOf(dataset: Dataset): Variants {
  let variants = folders.get(dataset)
  if (!variants) {
    variants = openVariants(join(dataset.assetDirectory, 'variants'))
    folders.set(dataset, variants)
  }
  return variants
}

const missing = () => notFound('There is no such picture in this dataset')

export const images: Route[] = [image, named]
