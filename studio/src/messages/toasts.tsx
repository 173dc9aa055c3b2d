/** Sanity UI's toasts as the screen of our messages. It says of none when it is gone; but then what was in it is taken out of the page. */
import type {useToast} from '@sanity/ui/toast'
import {useEffect, type ReactNode} from 'react'
import type {Screen} from './messages.ts'

type Push = ReturnType<typeof useToast>['push']

/** The duration by which Sanity UI takes a message away. */
const takenAway = 0.01

export const toasts = (push: Push): Screen => ({
  show: ({description, ...message}, onGone) => {
    push({...message, description: <UntilGone onGone={onGone}>{description}</UntilGone>})
  },
  takeAway: (id) => {
    push({id, duration: takenAway})
  },
})

interface UntilGoneProps {
  onGone: () => void
  children: ReactNode
}

function UntilGone({onGone, children}: UntilGoneProps) {
  useEffect(() => onGone, [onGone])
  return children
}
