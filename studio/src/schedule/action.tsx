/** The document action "Schedule…". */
import {ClockIcon} from '@sanity/icons/Clock'
import {useState} from 'react'
import type {DocumentActionComponent} from 'sanity'
import {ScheduleDialog} from './ScheduleDialog.tsx'
import {useOffers} from './useOffers.ts'
import {useOpenSchedules} from './useSchedules.ts'

export const scheduleAction: DocumentActionComponent = ({id, type, draft, onComplete}) => {
  const [isOpen, setOpen] = useState(false)
  const {offers, refusal} = useOffers(id, type)
  const {schedules} = useOpenSchedules(id)
  const close = () => {
    setOpen(false)
    onComplete()
  }
  return {
    label: schedules.length > 0 ? 'Change schedule…' : 'Schedule…',
    icon: ClockIcon,
    disabled: refusal !== null,
    ...(refusal ? {title: refusal} : {}),
    onHandle: () => setOpen(true),
    dialog: isOpen && {
      type: 'custom',
      component: (
        <ScheduleDialog
          id={id}
          type={type}
          offers={offers}
          initial={schedules[0]?.action ?? (draft ? 'publish' : 'unpublish')}
          onClose={close}
        />
      ),
    },
  }
}
scheduleAction.displayName = 'ScheduleAction'
