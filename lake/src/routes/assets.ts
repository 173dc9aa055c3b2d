/** `POST /assets/images/:dataset` and `/assets/files/:dataset`: keep uploaded bytes and describe them in a document. */
import {requireWriter} from '../access/permissions.ts'
import {MAX_IMAGE_BYTES, uploadFile, uploadImage, type UploadRequest} from '../assets/upload.ts'
import {badRequest} from '../errors.ts'
import type {Route, RouteContext} from '../route.ts'
import {readBytes} from './read.ts'

const image: Route = {
  method: 'POST',
  path: '/assets/images/:dataset',
  async handle(context) {
    const upload = readUpload(context)
    const bytes = await readBytes(context.request, MAX_IMAGE_BYTES)
    return Response.json({document: await uploadImage(bytes, upload)})
  },
}

const file: Route = {
  method: 'POST',
  path: '/assets/files/:dataset',
  async handle(context) {
    const upload = readUpload(context)
    const body = context.request.body ?? new Blob([]).stream()
    const type = context.request.headers.get('content-type')
    return Response.json({document: await uploadFile(body, type, upload)})
  },
}

function readUpload(context: RouteContext): UploadRequest {
  const {request, params, identity, datasets, publicUrl, url} = context
  requireWriter(identity)
  if (request.headers.get('content-type')?.startsWith('multipart/')) {
    throw badRequest(
      'Uploads are the bytes of one file, not a form. Nothing was stored; send the file itself as the body, and its name as ?filename=.',
    )
  }
  const dataset = datasets.get(params['dataset'] ?? '')
  return {dataset, identity, publicUrl, projectId: datasets.projectId, query: url.searchParams}
}

export const assets: Route[] = [image, file]
