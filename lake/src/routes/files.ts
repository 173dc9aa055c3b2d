/** `GET /files/:project/:dataset/:name`: an uploaded file, whole or in ranges. */
import {fileId, filePath, parseFileName, storedFile} from '../assets/files.ts'
import {notFound} from '../errors.ts'
import type {Route} from '../route.ts'
import {attachment, contentDisposition, immutable, isFresh, sandboxed} from './delivery.ts'

/** Types that browsers show without running them; everything else is saved. */
const SHOWN =
  /^(?:(?:audio|video)\/|image\/(?:jpeg|png|gif|webp|avif)$|application\/(?:pdf|json)$|text\/(?:plain|csv)$)/

const file: Route = {
  method: 'GET',
  path: '/files/:project/:dataset/:name',
  versioned: false,
  async handle({request, url, params, datasets}) {
    const name = parseFileName(params['name'] ?? '')
    if (params['project'] !== datasets.projectId || !name) throw missing()
    const dataset = datasets.get(params['dataset'] ?? '')
    const document = dataset.document(fileId(name))
    if (!document) throw missing()

    const stored = await storedFile(filePath(dataset, name))
    if (!stored) throw missing()
    const {size} = stored
    const type = safeType(document['mimeType'])
    const originalName = String(document['originalFilename'] ?? params['name'])
    const headers: Record<string, string> = {
      ...immutable(`"${name.sha1}"`),
      ...(type === 'application/pdf' ? {} : sandboxed),
      ...(SHOWN.test(type)
        ? attachment(url.searchParams, originalName)
        : contentDisposition('attachment', url.searchParams.get('dl') || originalName)),
      'content-type': SHOWN.test(type) ? type : 'application/octet-stream',
      'accept-ranges': 'bytes',
    }
    if (isFresh(request, `"${name.sha1}"`)) return new Response(null, {status: 304, headers})

    const range = readRange(request.headers.get('range'), size)
    if (range === 'impossible') {
      return new Response(null, {status: 416, headers: {'content-range': `bytes */${size}`}})
    }
    const {start, end} = range ?? {start: 0, end: size - 1}
    headers['content-length'] = String(end - start + 1)
    if (range) headers['content-range'] = `bytes ${start}-${end}/${size}`
    return new Response(await stored.read(start, end), {status: range ? 206 : 200, headers})
  },
}

/** The document may have been edited; what goes into a header must fit into one. */
const safeType = (type: unknown): string =>
  typeof type === 'string' && /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream'

/** One byte range; several at once, and units other than bytes, are answered with the whole file. */
function readRange(header: string | null, size: number) {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (from === '' && to === '') return undefined
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  return start > end || start >= size ? 'impossible' : {start, end}
}

const missing = () => notFound('There is no such file in this dataset')

export const files: Route[] = [file]
