/**
 * A text field that offers the time zones which this browser knows, as they are typed. Not a list of the schema's own: zones change, and
 * one that is stored under an older name stays.
 */
import {useId} from 'react'
import type {StringInputProps} from 'sanity'

const zones = Intl.supportedValuesOf('timeZone')

export function TimeZoneInput(props: StringInputProps) {
  const list = useId()
  const elementProps = {...props.elementProps, list}
  return (
    <>
      {props.renderDefault({...props, elementProps})}
      <datalist id={list}>
        {zones.map((zone) => (
          <option key={zone}>{zone}</option>
        ))}
      </datalist>
    </>
  )
}
