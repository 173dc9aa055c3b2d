/** Another picture in the place of one: the crop and the hotspot were the old one's, and would cut the new one at random. */
import {useCallback} from 'react'
import {PatchEvent, unset, type ObjectInputProps} from 'sanity'

export function PictureInput(props: ObjectInputProps) {
  const {onChange, value} = props
  const known = (value?.['asset'] as {_ref?: string} | undefined)?._ref
  const onOwnChange = useCallback<typeof onChange>(
    (change) => {
      const {patches} = PatchEvent.from(change)
      const isOther = patches.some(
        (patch) =>
          patch.type === 'set' &&
          patch.path.join() === 'asset' &&
          (patch.value as {_ref?: string} | null)?._ref !== known,
      )
      onChange(isOther ? [...patches, unset(['crop']), unset(['hotspot'])] : change)
    },
    [onChange, known],
  )
  return props.renderDefault({...props, onChange: onOwnChange})
}
