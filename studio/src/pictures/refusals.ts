/**
 * Why a picture was not stored, in the lake's own sentence.
 *
 * Studio's picture field says of every failed upload "See the console", where editors do not look. The uploader of each source
 * of pictures is therefore watched: what fails is told here, and Studio, which has no more to say, is told that the upload is over.
 */
import {Subject} from 'rxjs'
import type {AssetSource, AssetSourceUploadEvent, AssetSourceUploadFile} from 'sanity'

export interface Refusal {
  name: string
  reason: string
}

export const refusals = new Subject<Refusal>()

export function explained(source: AssetSource): AssetSource {
  const {Uploader} = source
  if (!Uploader) return source
  class ExplainingUploader extends Uploader {
    override subscribe(subscriber: (event: AssetSourceUploadEvent) => void) {
      return super.subscribe((event) => {
        if (event.type === 'error') return
        if (event.type === 'all-complete') event.files.filter(hasFailed).forEach(tell)
        subscriber(event)
      })
    }
  }
  return {...source, Uploader: ExplainingUploader}
}

const hasFailed = ({status}: AssetSourceUploadFile) => status === 'error'

/** A field and its dialog may both listen to one upload. */
const told = new WeakSet<AssetSourceUploadFile>()

function tell(file: AssetSourceUploadFile): void {
  if (told.has(file)) return
  told.add(file)
  refusals.next({name: file.file.name, reason: reasonOf(file.error)})
}

interface Failure {
  response?: {statusCode?: unknown; body?: {message?: unknown} | string}
  message?: unknown
}

/** What Studio says of a file that is no picture: how it looked for a way to upload it. */
const otherKind = /unsupported file type/i
/** What a browser says, each in its words, when nobody answered. */
const nobody = /network|fetch|timed out/i

/** The lake's sentence without the name of its status; else the status of who answered in its place, or what Studio itself says. */
export function reasonOf(error: unknown): string {
  const {response, message} = (error ?? {}) as Failure
  const sentence = typeof response?.body === 'object' ? response.body?.message : undefined
  if (typeof sentence === 'string' && sentence) return sentence
  if (typeof response?.statusCode === 'number') {
    return response.statusCode === 413
      ? 'It is larger than what stands before the Content Lake lets through (413).'
      : `The Content Lake, or what stands before it, answered ${response.statusCode} and gave no reason.`
  }
  if (typeof message !== 'string' || !message || nobody.test(message))
    return 'The Content Lake did not answer. Try again in a moment.'
  return otherKind.test(message)
    ? 'It is no picture that the site can show. Use PNG, JPEG, WebP, AVIF or GIF.'
    : message
}
