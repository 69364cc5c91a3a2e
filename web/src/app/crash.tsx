import { Component, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Empty } from '@/components/ui/empty';
import { useText } from '@/i18n/language';

/** Shown when a page crashes or its code cannot be fetched. The purchase is kept on the server and in the tab, so nothing is lost. */
export class Crash extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render() {
    return this.state.crashed ? <Crashed /> : this.props.children;
  }
}

function Crashed() {
  const { crash } = useText();
  return (
    <main style={{ padding: 'var(--gutter)' }}>
      <Empty title={crash.title} text={crash.text}>
        <Button look="primary" onClick={() => window.location.reload()}>
          {crash.reload}
        </Button>
      </Empty>
    </main>
  );
}
