import { assertEquals, assertStringIncludes } from "@std/assert";
import { ask, makeSite, programTest, serve } from "./support.ts";

const MAPSERV = "/usr/lib/cgi-bin/mapserv";

/** A map of one red square, drawn from a feature that is written into the map itself. */
const MAP = `MAP
  NAME "square"
  SIZE 64 48
  EXTENT 0 0 4 3
  IMAGETYPE "png"
  IMAGECOLOR 255 255 255
  PROJECTION "init=epsg:4326" END
  WEB METADATA
    "ows_title" "One square"
    "ows_onlineresource" "http://localhost/map"
    "ows_enable_request" "*"
    "ows_srs" "EPSG:4326"
  END END
  LAYER
    NAME "square"
    TYPE POLYGON
    STATUS DEFAULT
    PROJECTION "init=epsg:4326" END
    FEATURE POINTS 1 1  3 1  3 2  1 2  1 1 END END
    CLASS STYLE COLOR 255 0 0 END END
  END
END
`;

programTest("mapserver", [MAPSERV], async (t) => {
  await using site = await makeSite();
  const map = `${site.folder}/square.map`;
  const config = `${site.folder}/mapserver.conf`;
  await Deno.writeTextFile(map, MAP);
  await Deno.writeTextFile(
    config,
    `CONFIG\n  MAPS\n    SQUARE "${map}"\n  END\nEND\n`,
  );
  await using server = await serve(
    site,
    "--mount",
    `/map=${MAPSERV}`,
    "--env",
    `MAPSERVER_CONFIG_FILE=${config}`,
  );
  const url = `http://127.0.0.1:${server.port}/map?map=SQUARE`;

  await t.step("a map is drawn as PNG", async () => {
    const response = await fetch(`${url}&mode=map`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    assertEquals(response.status, 200);
    assertEquals(response.headers.get("content-type"), "image/png");
    assertEquals([...bytes.slice(1, 4)], [0x50, 0x4e, 0x47]);
    const size = new DataView(bytes.buffer);
    assertEquals([size.getUint32(16), size.getUint32(20)], [64, 48]);
    assertEquals(new TextDecoder("latin1").decode(bytes.slice(-8, -4)), "IEND");
  });

  await t.step("WMS tells what it has", async () => {
    const { text } = await ask(
      `${url}&SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities`,
    );
    assertStringIncludes(text, "<Title>One square</Title>");
  });

  await t.step("a form's POST is understood too", async () => {
    const response = await fetch(url.replace(/\?.*/, ""), {
      method: "POST",
      body: new URLSearchParams({ map: "SQUARE", mode: "map" }),
    });
    assertEquals(response.headers.get("content-type"), "image/png");
    await response.body?.cancel();
  });
});
