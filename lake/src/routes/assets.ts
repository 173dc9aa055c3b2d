/** `POST /assets/images/:dataset` and `/assets/files/:dataset`: keep uploaded bytes and describe them in a document. */
import {join} from 'node:path'
import {requireUploader} from '../access/permissions.ts'
import {receiveFile} from '../assets/files.ts'
import {MAX_IMAGE_BYTES, uploadFile, uploadImage, type UploadRequest} from '../assets/upload.ts'
import {badRequest} from '../errors.ts'
import {createTurns} from '../images/turns.ts'
import type {Route, RouteContext} from '../route.ts'

/** A picture is held in memory while it is looked at; until then it waits on disk, however slowly it comes. */
const turns = createTurns(3, 100)

const image: Route = {
  method: 'POST',
  path: '/assets/images/:dataset',
  async handle(context) {
    const upload = readUpload(context)
    const folder = join(upload.dataset.assetDirectory, 'images')
    const received = await receiveFile(folder, bodyOf(context), MAX_IMAGE_BYTES)
    try {
      return await turns.take(async () => {
        const document = await uploadImage(await received.read(), upload)
        return Response.json({document})
      })
    } finally {
      await received.discard()
    }
  },
}

const file: Route = {
  method: 'POST',
  path: '/assets/files/:dataset',
  async handle(context) {
    const upload = readUpload(context)
    const type = context.request.headers.get('content-type')
    return Response.json({document: await uploadFile(bodyOf(context), type, upload)})
  },
}

const bodyOf = ({request}: RouteContext) => request.body ?? new Blob([]).stream()

function readUpload(context: RouteContext): UploadRequest {
  const {request, params, identity, datasets, publicUrl, url} = context
  requireUploader(identity)
  if (request.headers.get('content-type')?.startsWith('multipart/')) {
    throw badRequest(
      'Uploads are the bytes of one file, not a form. Nothing was stored; send the file itself as the body, and its name as ?filename=.',
    )
  }
  const dataset = datasets.get(params['dataset'] ?? '')
  return {dataset, identity, publicUrl, projectId: datasets.projectId, query: url.searchParams}
}

export const assets: Route[] = [image, file]
