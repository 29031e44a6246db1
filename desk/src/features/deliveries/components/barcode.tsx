// A waybill's number as bars, sharp at any size.
import { bars } from "../lib/code128";

export function Barcode({ text, height = 60 }: { text: string; height?: number }) {
  const code = bars(text);
  if (!code) return null;
  return (
    <svg role="img" aria-label={text} viewBox={`-10 0 ${code.width + 20} ${height}`} width="100%" height={height} preserveAspectRatio="none" shapeRendering="crispEdges">
      <rect x={-10} width={code.width + 20} height={height} fill="#fff" />
      {code.bars.map(([from, width]) => <rect key={from} x={from} width={width} height={height} fill="#000" />)}
    </svg>
  );
}
