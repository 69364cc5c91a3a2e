import { useEffect, useRef, type PointerEvent } from 'react';
import { useText } from '@/i18n/language';
import { venueBox } from '../drawing/camera';
import type { MapRenderer } from '../drawing/renderer';
import type { Layout } from '../model/layout';
import { VenueShapes } from './venue-shapes';
import styles from './minimap.module.css';

interface MinimapProps {
  layout: Layout;
  renderer: MapRenderer;
}

/** The whole venue in small, and the part of it in sight. A press moves there. It is hidden while everything is in sight. */
export function Minimap({ layout, renderer }: MinimapProps) {
  const { map: text } = useText();
  const svg = useRef<SVGSVGElement>(null);
  const frame = useRef<SVGRectElement>(null);
  const venue = venueBox(layout);
  // The frame moves with every frame of a zoom: past React, straight into the picture.
  useEffect(
    () =>
      renderer.sight.onView(({ left, top, right, bottom, whole }) => {
        svg.current?.toggleAttribute('data-whole', whole);
        const at = { x: left, y: top, width: right - left, height: bottom - top };
        for (const [name, value] of Object.entries(at))
          frame.current?.setAttribute(name, value.toFixed(2));
      }),
    [renderer],
  );
  const press = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = venue.left + ((event.clientX - box.left) / box.width) * (venue.right - venue.left);
    const y = venue.top + ((event.clientY - box.top) / box.height) * (venue.bottom - venue.top);
    renderer.sight.centreOn(x, y);
  };
  const size = { width: venue.right - venue.left, height: venue.bottom - venue.top };
  return (
    <svg
      ref={svg}
      className={styles.minimap}
      viewBox={`${venue.left} ${venue.top} ${size.width} ${size.height}`}
      style={{ aspectRatio: size.width / size.height }}
      role="img"
      aria-label={text.minimap}
      data-whole=""
      onPointerDown={press}
    >
      <VenueShapes
        layout={layout}
        walls={styles.walls}
        stage={styles.stage}
        section={({ tier }) => ({
          className: styles.section,
          style: { fill: `var(--tier-${tier + 1})` },
        })}
      />
      <rect ref={frame} className={styles.frame} />
    </svg>
  );
}
