// Written by .tools/generate_media_types.ts from npm:mime-db@1.54.0/db.json; change that, not this.

/** 1327 file name extensions by media type: for the start of each type, records of its rest and extensions. */
export const MEDIA_TYPES: Readonly<Record<string, string>> = {
  "application/": `
andrew-inset ez;appinstaller appinstaller;applixware aw;appx appx;appxbundle appxbundle;atom+xml atom;atomcat+xml atomcat;atomdeleted+xml atomdeleted
atomsvc+xml atomsvc;atsc-dwd+xml dwd;atsc-held+xml held;atsc-rsat+xml rsat;automationml-aml+xml aml;automationml-amlx+zip amlx;calendar+xml xcs
cbor cbor;ccxml+xml ccxml;cdfx+xml cdfx;cdmi-capability cdmia;cdmi-container cdmic;cdmi-domain cdmid;cdmi-object cdmio;cdmi-queue cdmiq;cpl+xml cpl
cu-seeme cu;cwl cwl;dash+xml mpd;davmount+xml davmount;dicom dcm;docbook+xml dbk;dssc+der dssc;dssc+xml xdssc;ecmascript ecma;emma+xml emma
emotionml+xml emotionml;epub+zip epub;exi exi;express exp;fdf fdf;fdt+xml fdt;font-tdpfr pfr;geo+json geojson;geopackage+sqlite3 gpkg;gml+xml gml
gpx+xml gpx;gxf gxf;gzip gz tgz;hjson hjson;hyperstudio stk;inkml+xml ink inkml;ipfix ipfix;its+xml its;java-archive ear jar war
java-serialized-object ser;java-vm class;json har ipynb json map topojson;json5 json5;jsonl jsonl ndjson;jsonml+json jsonml;ld+json jsonld
lgr+xml lgr;lost+xml lostxml;mac-binhex40 hqx;mac-compactpro cpt;mads+xml mads;manifest+json webmanifest;marc mrc;marcxml+xml mrcx
mathematica ma mb nb;mathml+xml mathml;mbox mbox;media-policy-dataset+xml mpf;mediaservercontrol+xml mscml;metalink+xml metalink;metalink4+xml meta4
mets+xml mets;mmt-aei+xml maei;mmt-usd+xml musd;mods+xml mods;mp21 m21 mp21;mp4 m4p mp4s;msix msix;msixbundle msixbundle;msword doc dot;mxf mxf
n-quads nq;n-triples nt;octet-stream bin bpk buffer deb deploy dist distz dll dmg dms dump elc exe img iso lrf mar msi msm msp pkg so;oda oda
oebps-package+xml opf;ogg ogx;omdoc+xml omdoc;onenote one onea onepkg onetmp onetoc onetoc2;oxps oxps;p2p-overlay+xml relo;patch-ops-error+xml xer
pdf pdf;pgp-encrypted pgp;pgp-signature asc sig;pics-rules prf;pkcs10 p10;pkcs7-mime p7c p7m;pkcs7-signature p7s;pkcs8 p8;pkix-attr-cert ac
pkix-cert cer;pkix-crl crl;pkix-pkipath pkipath;pkixcmp pki;pls+xml pls;postscript ai eps ps;provenance+xml provx;prs.cww cww;prs.xsf+xml xsf
pskc+xml pskcxml;raml+yaml raml;rdf+xml owl rdf;reginfo+xml rif;relax-ng-compact-syntax rnc;resource-lists+xml rl;resource-lists-diff+xml rld
route-apd+xml rapd;route-s-tsid+xml sls;route-usd+xml rusd;rpki-ghostbusters gbr;rpki-manifest mft;rpki-roa roa;rsd+xml rsd;rss+xml rss;rtf rtf
sbml+xml sbml;scvp-cv-request scq;scvp-cv-response scs;scvp-vp-request spq;scvp-vp-response spp;sdp sdp;senml+xml senmlx;sensml+xml sensmlx
set-payment-initiation setpay;set-registration-initiation setreg;shf+xml shf;sieve sieve siv;smil+xml smi smil;sparql-query rq;sparql-results+xml srx
sql sql;srgs+xml grxml;srgs gram;sru+xml sru;ssdl+xml ssdl;ssml+xml ssml;swid+xml swidtag;tei+xml tei teicorpus;thraud+xml tfi;timestamped-data tsd
trig trig;ttml+xml ttml;ubjson ubj;urc-ressheet+xml rsheet;urc-targetdesc+xml td;voicexml+xml vxml;wasm wasm;watcherinfo+xml wif;widget wgt
winhlp hlp;wsdl+xml wsdl;wspolicy+xml wspolicy;x-7z-compressed 7z;x-abiword abw;x-ace-compressed ace;x-arj arj;x-authorware-bin aab u32 vox x32
x-authorware-map aam;x-authorware-seg aas;x-bcpio bcpio;x-bdoc bdoc;x-bittorrent torrent;x-blender blend;x-blorb blb blorb;x-bzip bz
x-bzip2 boz bz2 tbz2;x-cbr cb7 cba cbr cbt cbz;x-cdlink vcd;x-cfs-compressed cfs;x-chat chat;x-chess-pgn pgn;x-chrome-extension crx;x-cocoa cco
x-conference nsc;x-cpio cpio;x-csh csh;x-debian-package udeb;x-dgc-compressed dgc;x-director cct cst cxt dcr dir dxr fgd swa w3d;x-doom wad
x-dtbncx+xml ncx;x-dtbook+xml dtb;x-dtbresource+xml res;x-dvi dvi;x-envoy evy;x-eva eva;x-font-bdf bdf;x-font-ghostscript gsf;x-font-linux-psf psf
x-font-pcf pcf;x-font-snf snf;x-font-type1 afm pfa pfb pfm;x-freearc arc;x-futuresplash spl;x-gca-compressed gca;x-glulx ulx;x-gnumeric gnumeric
x-gramps-xml gramps;x-gtar gtar;x-hdf hdf;x-httpd-php php;x-install-instructions install;x-java-archive-diff jardiff;x-java-jnlp-file jnlp
x-keepass2 kdbx;x-latex latex;x-lua-bytecode luac;x-lzh-compressed lha lzh;x-makeself run;x-mie mie;x-mobipocket-ebook mobi prc
x-ms-application application;x-ms-shortcut lnk;x-ms-wmd wmd;x-ms-wmz wmz;x-ms-xbap xbap;x-msaccess mdb;x-msbinder obd;x-mscardfile crd;x-msclip clp
x-msdownload com;x-msmediaview m13 m14 mvb;x-msmetafile emz;x-msmoney mny;x-mspublisher pub;x-msschedule scd;x-msterminal trm;x-mswrite wri
x-netcdf cdf nc;x-ns-proxy-autoconfig pac;x-nzb nzb;x-pkcs12 p12 pfx;x-pkcs7-certificates p7b spc;x-pkcs7-certreqresp p7r;x-rar-compressed rar
x-redhat-package-manager rpm;x-research-info-systems ris;x-sea sea;x-sh sh;x-shar shar;x-shockwave-flash swf;x-silverlight-app xap;x-stuffit sit
x-stuffitx sitx;x-subrip srt;x-sv4cpio sv4cpio;x-sv4crc sv4crc;x-t3vm-image t3;x-tads gam;x-tar tar;x-tcl tk;x-tex tex;x-tex-tfm tfm
x-texinfo texi texinfo;x-ustar ustar;x-virtualbox-hdd hdd;x-virtualbox-ova ova;x-virtualbox-ovf ovf;x-virtualbox-vbox vbox
x-virtualbox-vbox-extpack vbox-extpack;x-virtualbox-vdi vdi;x-virtualbox-vhd vhd;x-virtualbox-vmdk vmdk;x-wais-source src
x-web-app-manifest+json webapp;x-x509-ca-cert crt der pem;x-xfig fig;x-xpinstall xpi;x-xz txz xz;x-zmachine z1 z2 z3 z4 z5 z6 z7 z8;xaml+xml xaml
xcap-att+xml xav;xcap-caps+xml xca;xcap-diff+xml xdf;xcap-el+xml xel;xcap-ns+xml xns;xenc+xml xenc;xhtml+xml xht xhtml;xliff+xml xlf
xml rng xml xsd xsl;xml-dtd dtd;xop+xml xop;xproc+xml xpl;xslt+xml xslt;xspf+xml xspf;xv+xml mxml xhvml xvm xvml;yang yang;yin+xml yin
zip+dotlottie lottie;zip zip;zstd tzst zst`,
  "application/vnd.": `
1000minds.decision-model+xml 1km;3gpp.pic-bw-large plb;3gpp.pic-bw-small psb;3gpp.pic-bw-var pvb;3gpp2.tcap tcap;3m.post-it-notes pwn
accpac.simply.aso aso;accpac.simply.imp imp;acucobol acu;acucorp acutc atc;adobe.air-application-installer-package+zip air
adobe.formscentral.fcdt fcdt;adobe.fxp fxp fxpl;adobe.xdp+xml xdp;adobe.xfdf xfdf;age age;ahead.space ahead;airzip.filesecure.azf azf
airzip.filesecure.azs azs;amazon.ebook azw;americandynamics.acc acc;amiga.ami ami;android.package-archive apk
anser-web-certificate-issue-initiation cii;anser-web-funds-transfer-initiation fti;antix.game-component atx;apache.arrow.file arrow
apache.parquet parquet;apple.installer+xml mpkg;apple.keynote key;apple.mpegurl m3u8;apple.numbers numbers;apple.pages pages;apple.pkpass pkpass
aristanetworks.swi swi;astraea-software.iota iota;audiograph aep;autodesk.fbx fbx;balsamiq.bmml+xml bmml;blueice.multipass mpm;bmi bmi
businessobjects rep;chemdraw+xml cdxml;chipnuts.karaoke-mmd mmd;cinderella cdy;citationstyles.style+xml csl;claymore cla;cloanto.rp9 rp9
clonk.c4group c4d c4f c4g c4p c4u;cluetrust.cartomobile-config c11amc;cluetrust.cartomobile-config-pkg c11amz;commonspace csp;contact.cmsg cdbcmsg
cosmocaller cmc;crick.clicker clkx;crick.clicker.keyboard clkk;crick.clicker.palette clkp;crick.clicker.template clkt;crick.clicker.wordbank clkw
criticaltools.wbs+xml wbs;ctc-posml pml;cups-ppd ppd;curl.car car;curl.pcurl pcurl;data-vision.rdz rdz;dbf dbf;dcmp+xml dcmp
dece.data uvd uvf uvvd uvvf;dece.ttml+xml uvt uvvt;dece.unspecified uvvx uvx;dece.zip uvvz uvz;denovo.fcselayout-link fe_launch;dna dna;dolby.mlp mlp
dpgraph dpg;dreamfactory dfac;ds-keypoint kpxx;dvb.ait ait;dvb.service svc;dynageo geo;ecowin.chart mag;enliven nml;epson.esf esf;epson.msf msf
epson.quickanime qam;epson.salt slt;epson.ssf ssf;eszigno3+xml es3 et3;ezpix-album ez2;ezpix-package ez3;fdsn.mseed mseed;fdsn.seed dataless seed
flographit gph;fluxtime.clip ftc;framemaker book fm frame maker;frogans.fnc fnc;frogans.ltf ltf;fsc.weblaunch fsc;fujitsu.oasys oas
fujitsu.oasys2 oa2;fujitsu.oasys3 oa3;fujitsu.oasysgp fg5;fujitsu.oasysprs bh2;fujixerox.ddd ddd;fujixerox.docuworks xdw
fujixerox.docuworks.binder xbd;fuzzysheet fzs;genomatix.tuxedo txd;geogebra.file ggb;geogebra.slides ggs;geogebra.tool ggt;geometry-explorer gex gre
geonext gxt;geoplan g2w;geospace g3w;gmx gmx;google-apps.document gdoc;google-apps.drawing gdraw;google-apps.form gform;google-apps.jam gjam
google-apps.map gmap;google-apps.presentation gslides;google-apps.script gscript;google-apps.site gsite;google-apps.spreadsheet gsheet
google-earth.kml+xml kml;google-earth.kmz kmz;gov.sk.xmldatacontainer+xml xdcf;grafeq gqf gqs;groove-account gac;groove-help ghf
groove-identity-message gim;groove-injector grv;groove-tool-message gtm;groove-tool-template tpl;groove-vcard vcg;hal+xml hal
handheld-entertainment+xml zmm;hbci hbci;hhe.lesson-player les;hp-hpgl hpgl;hp-hpid hpid;hp-hps hps;hp-jlyt jlt;hp-pcl pcl;hp-pclxl pclxl
hydrostatix.sof-data sfd-hdstx;ibm.minipay mpy;ibm.modcap afp list3820 listafp;ibm.rights-management irm;ibm.secure-container sc;iccprofile icc icm
igloader igl;immervision-ivp ivp;immervision-ivu ivu;insors.igm igm;intercon.formnet xpw xpx;intergeo i2g;intu.qbo qbo;intu.qfx qfx
ipunplugged.rcprofile rcprofile;irepository.package+xml irp;is-xpr xpr;isac.fcs fcs;jam jam;jcp.javame.midlet-rms rms;jisp jisp
joost.joda-archive joda;kahootz ktr ktz;kde.karbon karbon;kde.kchart chrt;kde.kformula kfo;kde.kivio flw;kde.kontour kon;kde.kpresenter kpr kpt
kde.kspread ksp;kde.kword kwd kwt;kenameaapp htke;kidspiration kia;kinar kne knp;koan skd skm skp skt;kodak-descriptor sse;las.las+xml lasxml
llamagraphics.life-balance.desktop lbd;llamagraphics.life-balance.exchange+xml lbe;lotus-1-2-3 123;lotus-approach apr;lotus-freelance pre
lotus-notes nsf;lotus-screencam scm;lotus-wordpro lwp;macports.portpkg portpkg;mapbox-vector-tile mvt;mcd mcd;medcalcdata mc1
mediastation.cdkey cdkey;mfer mwf;mfmp mfm;micrografx.flo flo;micrografx.igx igx;mif mif;mobius.daf daf;mobius.dis dis;mobius.mbk mbk;mobius.mqy mqy
mobius.msl msl;mobius.plc plc;mobius.txf txf;mophun.application mpn;mophun.certificate mpc;mozilla.xul+xml xul;ms-artgalry cil;ms-cab-compressed cab
ms-excel xla xlc xlm xls xlt xlw;ms-excel.addin.macroenabled.12 xlam;ms-excel.sheet.binary.macroenabled.12 xlsb;ms-excel.sheet.macroenabled.12 xlsm
ms-excel.template.macroenabled.12 xltm;ms-fontobject eot;ms-htmlhelp chm;ms-ims ims;ms-lrm lrm;ms-officetheme thmx;ms-outlook msg;ms-pki.seccat cat
ms-powerpoint pot pps ppt;ms-powerpoint.addin.macroenabled.12 ppam;ms-powerpoint.presentation.macroenabled.12 pptm
ms-powerpoint.slide.macroenabled.12 sldm;ms-powerpoint.slideshow.macroenabled.12 ppsm;ms-powerpoint.template.macroenabled.12 potm;ms-project mpp mpt
ms-visio.viewer vdx;ms-word.document.macroenabled.12 docm;ms-word.template.macroenabled.12 dotm;ms-works wcm wdb wks wps;ms-wpl wpl
ms-xpsdocument xps;mseq mseq;musician mus;muvee.style msty;mynfc taglet;nato.bindingdataobject+xml bdo;neurolanguage.nlu nlu;nitf nitf ntf
noblenet-directory nnd;noblenet-sealer nns;noblenet-web nnw;nokia.n-gage.data ngdat;nokia.n-gage.symbian.install n-gage;nokia.radio-preset rpst
nokia.radio-presets rpss;novadigm.edm edm;novadigm.edx edx;novadigm.ext ext;oasis.opendocument.chart odc;oasis.opendocument.chart-template otc
oasis.opendocument.database odb;oasis.opendocument.formula odf;oasis.opendocument.formula-template odft;oasis.opendocument.graphics odg
oasis.opendocument.graphics-template otg;oasis.opendocument.image odi;oasis.opendocument.image-template oti;oasis.opendocument.presentation odp
oasis.opendocument.presentation-template otp;oasis.opendocument.spreadsheet ods;oasis.opendocument.spreadsheet-template ots
oasis.opendocument.text odt;oasis.opendocument.text-master odm;oasis.opendocument.text-template ott;oasis.opendocument.text-web oth;olpc-sugar xo
oma.dd2+xml dd2;openblox.game+xml obgx;openofficeorg.extension oxt;openstreetmap.data+xml osm
openxmlformats-officedocument.presentationml.presentation pptx;openxmlformats-officedocument.presentationml.slide sldx
openxmlformats-officedocument.presentationml.slideshow ppsx;openxmlformats-officedocument.presentationml.template potx
openxmlformats-officedocument.spreadsheetml.sheet xlsx;openxmlformats-officedocument.spreadsheetml.template xltx
openxmlformats-officedocument.wordprocessingml.document docx;openxmlformats-officedocument.wordprocessingml.template dotx;osgeo.mapguide.package mgp
osgi.dp dp;osgi.subsystem esa;palm oprc pdb pqa;pawaafile paw;pg.format str;pg.osasli ei6;picsel efif;pmi.widget wg;pmtiles pmtiles;pocketlearn plf
powerbuilder6 pbd;previewsystems.box box;procrate.brushset brushset;procreate.brush brush;procreate.dream drm;proteus.magazine mgz
publishare-delta-tree qps;pvi.ptid1 ptid;pwg-xhtml-print+xml xhtm;quark.quarkxpress qwd qwt qxb qxd qxl qxt;realvnc.bed bed
recordare.musicxml+xml musicxml;recordare.musicxml mxl;rig.cryptonote cryptonote;rim.cod cod;rn-realmedia rm;rn-realmedia-vbr rmvb
route66.link66+xml link66;sailingtracker.track st;seemail see;sema sema;semd semd;semf semf;shana.informed.formdata ifm
shana.informed.formtemplate itp;shana.informed.interchange iif;shana.informed.package ipk;simtech-mindmapper twd twds;smaf mmf;smart.teacher teacher
software602.filler.form+xml fo;solent.sdkm+xml sdkd sdkm;spotfire.dxp dxp;spotfire.sfs sfs;sqlite3 sqlite sqlite3;stardivision.calc sdc
stardivision.draw sda;stardivision.impress sdd;stardivision.math smf;stardivision.writer sdw vor;stardivision.writer-global sgl
stepmania.package smzip;stepmania.stepchart sm;sun.wadl+xml wadl;sun.xml.calc sxc;sun.xml.calc.template stc;sun.xml.draw sxd
sun.xml.draw.template std;sun.xml.impress sxi;sun.xml.impress.template sti;sun.xml.math sxm;sun.xml.writer sxw;sun.xml.writer.global sxg
sun.xml.writer.template stw;sus-calendar sus susp;svd svd;symbian.install sis sisx;syncml+xml xsm;syncml.dm+wbxml bdm;syncml.dm+xml xdm
syncml.dmddf+xml ddf;tao.intent-module-archive tao;tcpdump.pcap cap dmp pcap;tmobile-livetv tmo;trid.tpt tpt;triscape.mxs mxs;trueapp tra
ufdl ufd ufdl;uiq.theme utz;umajin umj;unity unityweb;uoml+xml uo uoml;vcx vcx;visio vsd vsdx vss vst vsw vtx;visionary vis;vsf vsf;wap.wbxml wbxml
wap.wmlc wmlc;wap.wmlscriptc wmlsc;webturbo wtb;wolfram.player nbp;wordperfect wpd;wqd wqd;wt.stf stf;xara xar;xfdl xfdl;yamaha.hv-dic hvd
yamaha.hv-script hvs;yamaha.hv-voice hvp;yamaha.openscoreformat osf;yamaha.openscoreformat.osfpvg+xml osfpvg;yamaha.smaf-audio saf
yamaha.smaf-phrase spf;yellowriver-custom-menu cmp;zul zir zirz;zzazz.deck+xml zaz`,
  "audio/": `
aac aac adts;ac3 ac3;adpcm adp;amr amr;basic au snd;flac flac;midi kar mid midi rmi;mobile-xmf mxmf;mp4 m4a m4b mp4a;mpeg m2a m3a mp2 mp2a mp3 mpga
ogg oga ogg opus spx;s3m s3m;silk sil;vnd.dece.audio uva uvva;vnd.digital-winds eol;vnd.dra dra;vnd.dts dts;vnd.dts.hd dtshd;vnd.lucent.voice lvp
vnd.ms-playready.media.pya pya;vnd.nuera.ecelp4800 ecelp4800;vnd.nuera.ecelp7470 ecelp7470;vnd.nuera.ecelp9600 ecelp9600;vnd.rip rip;wav wav
webm weba;x-aiff aif aifc aiff;x-caf caf;x-matroska mka;x-mpegurl m3u;x-ms-wax wax;x-ms-wma wma;x-pn-realaudio ra ram;x-pn-realaudio-plugin rmp;xm xm`,
  "chemical/": `
x-cdx cdx;x-cif cif;x-cmdf cmdf;x-cml cml;x-csml csml;x-xyz xyz`,
  "font/": `
collection ttc;otf otf;ttf ttf;woff woff;woff2 woff2`,
  "image/": `
aces exr;apng apng;avci avci;avcs avcs;avif avif;bmp bmp dib;cgm cgm;dicom-rle drle;dpx dpx;emf emf;fits fits;g3fax g3;gif gif;heic heic
heic-sequence heics;heif heif;heif-sequence heifs;hej2k hej2;ief ief;jaii jaii;jais jais;jls jls;jp2 jp2 jpg2;jpeg jfif jpe jpeg jpg;jph jph;jphc jhc
jpm jpgm jpm;jpx jpf jpx;jxl jxl;jxr jxr;jxra jxra;jxrs jxrs;jxs jxs;jxsc jxsc;jxsi jxsi;jxss jxss;ktx ktx;ktx2 ktx2;png png;prs.btif btf btif
prs.pti pti;sgi sgi;svg+xml svg svgz;t38 t38;tiff tif tiff;tiff-fx tfx;vnd.adobe.photoshop psd;vnd.airzip.accelerator.azv azv
vnd.dece.graphic uvg uvi uvvg uvvi;vnd.djvu djv djvu;vnd.dvb.subtitle sub;vnd.dwg dwg;vnd.dxf dxf;vnd.fastbidsheet fbs;vnd.fpx fpx;vnd.fst fst
vnd.fujixerox.edmics-mmr mmr;vnd.fujixerox.edmics-rlc rlc;vnd.ms-dds dds;vnd.ms-modi mdi;vnd.ms-photo wdp;vnd.net-fpx npx;vnd.pco.b16 b16
vnd.tencent.tap tap;vnd.valve.source.texture vtf;vnd.wap.wbmp wbmp;vnd.xiff xif;webp webp;wmf wmf;x-3ds 3ds;x-adobe-dng dng;x-canon-cr2 cr2
x-cmu-raster ras;x-cmx cmx;x-freehand fh fh4 fh5 fh7 fhc;x-icon cur ico;x-jng jng;x-mrsid-image sid;x-nikon-nef nef;x-pcx pcx;x-pict pct pic
x-portable-anymap pnm;x-portable-bitmap pbm;x-portable-graymap pgm;x-portable-pixmap ppm;x-rgb rgb;x-tga tga;x-xbitmap xbm;x-xcf xcf;x-xpixmap xpm
x-xwindowdump xwd`,
  "message/": `
disposition-notification disposition-notification;global u8msg;global-delivery-status u8dsn;global-disposition-notification u8mdn
global-headers u8hdr;rfc822 eml mht mhtml mime;vnd.wfa.wsc wsc`,
  "model/": `
3mf 3mf;gltf+json gltf;gltf-binary glb;iges iges igs;jt jt;mesh mesh msh silo;mtl mtl;obj obj;step+xml stpx;step+zip stpz;step 210 p21 step stp stpnc
step-xml+zip stpxz;stl stl;u3d u3d;vnd.bary bary;vnd.cld cld;vnd.collada+xml dae;vnd.dwf dwf;vnd.gdl gdl;vnd.gtw gtw;vnd.opengex ogex
vnd.parasolid.transmit.binary x_b;vnd.parasolid.transmit.text x_t;vnd.pytha.pyox pyo pyox;vnd.sap.vds vds;vnd.usda usda;vnd.usdz+zip usdz
vnd.valve.source.compiled-map bsp;vnd.vtu vtu;vrml vrml wrl;x3d+binary x3db x3dbz;x3d+vrml x3dvz;x3d+xml x3d x3dz;x3d-vrml x3dv`,
  "text/": `
cache-manifest appcache manifest;calendar ics ifb;coffeescript coffee litcoffee;css css;csv csv;html htm html shtml;jade jade;javascript cjs js mjs
jsx jsx;less less;markdown markdown md;mathml mml;mdx mdx;n3 n3
plain adoc asciidoc awk bash bat bib bzl cfg clj cljs cmake cmd conf cs csproj dart def diff editorconfig el elm env erl ex exs fish gitattributes gitignore glsl go gradle graphql hpp hrl hs hxx in ini j2 jl jsonc kt kts lhs license list lock log mk ml mli nim nix patch pl pm po properties proto ps1 py pyi r rb rs rst sass scala sol sty svelte swift tcl text tf toml tsx txt v vb vue zig zsh
prs.lines.tag dsc;richtext rtx;sgml sgm sgml;shex shex;slim slim slm;spdx spdx;stylus styl stylus;tab-separated-values tsv;troff man me ms roff t tr
turtle ttl;uri-list uri uris urls;vcard vcard;vnd.curl curl;vnd.curl.dcurl dcurl;vnd.curl.mcurl mcurl;vnd.curl.scurl scurl
vnd.familysearch.gedcom ged;vnd.fly fly;vnd.fmi.flexstor flx;vnd.graphviz gv;vnd.in3d.3dml 3dml;vnd.in3d.spot spot;vnd.sun.j2me.app-descriptor jad
vnd.wap.wml wml;vnd.wap.wmlscript wmls;vtt vtt;wgsl wgsl;x-asm asm s;x-c c cc cpp cxx dic h hh;x-component htc;x-fortran f f77 f90 for
x-handlebars-template hbs;x-java-source java;x-lua lua;x-markdown mkd;x-nfo nfo;x-opml opml;x-org org;x-pascal p pas;x-processing pde;x-scss scss
x-setext etx;x-sfv sfv;x-suse-ymp ymp;x-uuencode uu;x-vcalendar vcs;x-vcard vcf;yaml yaml yml`,
  "video/": `
3gpp 3gp 3gpp;3gpp2 3g2;h261 h261;h263 h263;h264 h264;iso.segment m4s;jpeg jpgv;mj2 mj2 mjp2;mp2t m2t m2ts mts ts;mp4 mp4 mp4v mpg4
mpeg m1v m2v mpe mpeg mpg;ogg ogv;quicktime mov qt;vnd.dece.hd uvh uvvh;vnd.dece.mobile uvm uvvm;vnd.dece.pd uvp uvvp;vnd.dece.sd uvs uvvs
vnd.dece.video uvv uvvv;vnd.dvb.file dvb;vnd.fvt fvt;vnd.mpegurl m4u mxu;vnd.ms-playready.media.pyv pyv;vnd.uvvu.mp4 uvu uvvu;vnd.vivo viv;webm webm
x-f4v f4v;x-fli fli;x-flv flv;x-m4v m4v;x-matroska mk3d mks mkv;x-mng mng;x-ms-asf asf asx;x-ms-vob vob;x-ms-wm wm;x-ms-wmv wmv;x-ms-wmx wmx
x-ms-wvx wvx;x-msvideo avi;x-sgi-movie movie;x-smv smv`,
  "x-conference/": `
x-cooltalk ice`,
};
