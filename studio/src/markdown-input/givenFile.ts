/** The file that an editor gives to a text, by pasting or dropping it. */

type Given = Pick<DataTransfer, 'files' | 'getData'> | null

/** A picture before others. What is no picture is taken as well, and refused in words: the browser would open it in Studio's place. */
export function droppedFile(data: Given): File | undefined {
  const files = [...(data?.files ?? [])]
  return files.find(({type}) => type.startsWith('image/')) ?? files[0]
}

/** None where words are pasted: office programs put a picture of them beside them. The name of a copied file, which some put there, is no words. */
export function pastedFile(data: Given): File | undefined {
  const words = data?.getData('text/plain').trim()
  const isName = [...(data?.files ?? [])].some(({name}) => name === words)
  return words && !isName ? undefined : droppedFile(data)
}
