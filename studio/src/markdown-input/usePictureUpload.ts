/**
 * Pictures into the text: uploaded to the lake like any other, written into the Markdown by their path.
 *
 * The path has no origin (`/images/…`), because the same text is read from another machine or another lake tomorrow; the
 * pipeline puts the right one in front.
 */
import {useToast} from '@sanity/ui/toast'
import {useState} from 'react'
import {useClient} from 'sanity'
import {reasonOf} from '../pictures/refusals.ts'
import {imagesOrigin} from '../settings/settings.ts'

const accepted = ['image/png', 'image/jpeg', 'image/webp', 'image/avif', 'image/gif']
export const acceptedPictures = accepted.join(',')

export function usePictureUpload(onUploaded: (path: string) => void) {
  const client = useClient({apiVersion: '2025-02-19'})
  const toast = useToast()
  const [isUploading, setIsUploading] = useState(false)

  async function upload(file: File) {
    if (!accepted.includes(file.type)) {
      toast.push({
        status: 'warning',
        title: `${file.name} is not a picture that the site can show`,
        description: 'Use PNG, JPEG, WebP, AVIF or GIF.',
      })
      return
    }
    setIsUploading(true)
    try {
      const asset = await client.assets.upload('image', file, {filename: file.name})
      onUploaded(`/${asset.path}`)
    } catch (error) {
      toast.push({
        status: 'error',
        title: `${file.name} could not be uploaded; the text is unchanged`,
        description: reasonOf(error),
      })
    } finally {
      setIsUploading(false)
    }
  }

  return {upload, isUploading, origin: imagesOrigin(client.config().apiHost ?? '')}
}
