import type { CanvasHandle, Scene } from "../../graph/types";

/** A name that file systems take: what they do not becomes a dash, and it is never empty or hidden. */
export const fileName = (name: string, ending: string): string => {
  const plain = name
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N} ._-]+/gu, "-")
    .replace(/^[. -]+|[. -]+$/g, "")
    .slice(0, 80);
  return `${plain || "graph"}.${ending}`;
};

/** The picture as data: nodes with their places, lines, and the address that shows it. */
export const graphJson = (scene: Scene, positions: ReturnType<CanvasHandle["positions"]>, address: string): string =>
  JSON.stringify(
    {
      address,
      nodes: scene.nodes.map((node) => {
        const at = positions.get(node.key);
        return at === undefined ? node : { ...node, x: Math.round(at.x * 10) / 10, y: Math.round(at.y * 10) / 10 };
      }),
      edges: scene.edges,
    },
    undefined,
    2,
  );

/** Hands a file to the browser's downloads. */
export const download = (content: Blob, name: string): void => {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
};
