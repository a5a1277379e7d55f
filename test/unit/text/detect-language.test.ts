import { describe, expect, it } from "vitest";
import { analyser } from "./support.ts";

describe("the language of a text", () => {
  it.each([
    ["en", "The spare key is with the neighbour, and we keep hers behind the pantry door."],
    ["de", "Der Ersatzschlüssel liegt bei der Nachbarin, und ihren haben wir in der Küche."],
    ["fr", "La clé de secours est chez la voisine, et nous gardons la sienne dans le tiroir."],
    ["es", "La llave de repuesto está en casa de la vecina y guardamos la suya en el cajón."],
    ["pt", "A chave reserva está com a vizinha e nós guardamos a dela na gaveta da cozinha."],
    ["it", "La chiave di riserva è dalla vicina e noi teniamo la sua nel cassetto della cucina."],
    ["nl", "De reservesleutel ligt bij de buurvrouw en wij bewaren die van haar in de keuken."],
    ["sv", "Reservnyckeln ligger hos grannen och vi har hennes i lådan i köket."],
    ["da", "Reservenøglen ligger hos naboen, og vi har hendes i skuffen, som er ved siden af."],
    ["no", "Reservenøkkelen ligger hos naboen, og vi har hennes i skuffen ved siden av."],
    ["fi", "Vara-avain on naapurilla ja meillä on hänen avaimensa keittiön laatikossa."],
    ["pl", "Zapasowy klucz jest u sąsiadki, a jej klucz trzymamy w szufladzie w kuchni."],
    ["cs", "Náhradní klíč je u sousedky a její máme v zásuvce v kuchyni, která se nezamyká."],
    ["ro", "Cheia de rezervă este la vecină și noi o păstrăm pe a ei în sertarul din bucătărie."],
    ["hu", "A pótkulcs a szomszédnál van, és az övét mi őrizzük a konyhai fiókban."],
    ["tr", "Yedek anahtar komşuda ve onun anahtarı bizim mutfaktaki çekmecede duruyor."],
    ["id", "Kunci cadangan ada di rumah tetangga dan kami menyimpan kuncinya di dapur."],
    ["ca", "La clau de recanvi és a casa de la veïna i nosaltres guardem la seva amb les altres."],
    ["vi", "Chìa khóa dự phòng ở nhà hàng xóm và chúng tôi giữ chìa khóa của họ."],
    ["lt", "Atsarginis raktas yra pas kaimynę, o jos raktą mes laikome virtuvėje."],
    ["ru", "Запасной ключ лежит у соседки, а её ключ мы храним в ящике на кухне."],
    ["uk", "Запасний ключ у сусідки, а її ключ ми зберігаємо в шухляді на кухні."],
    ["bg", "Резервният ключ е при съседката, а нейния пазим в чекмеджето на кухнята."],
    ["sr", "Резервни кључ је код комшинице, а њен чувамо у фиоци у кухињи."],
    ["el", "Το εφεδρικό κλειδί είναι στη γειτόνισσα και το δικό της το έχουμε εμείς."],
    ["ar", "المفتاح الاحتياطي عند الجارة ونحن نحتفظ بمفتاحها في درج المطبخ."],
    ["fa", "کلید یدکی پیش همسایه است و ما کلید او را در کشوی آشپزخانه نگه می‌داریم."],
    ["ur", "اضافی چابی پڑوسن کے پاس ہے اور ہم اس کی چابی باورچی خانے میں رکھتے ہیں۔"],
    ["hi", "अतिरिक्त चाबी पड़ोसन के पास है और हम उसकी चाबी रसोई में रखते हैं।"],
    ["zh", "备用钥匙在邻居家，我们把她的钥匙放在厨房的抽屉里。"],
    ["ja", "予備の鍵は隣の人に預けてあり、隣の鍵は台所の引き出しにあります。"],
    ["ko", "여분의 열쇠는 이웃집에 있고 이웃집 열쇠는 부엌 서랍에 있다."],
    ["th", "กุญแจสำรองอยู่ที่เพื่อนบ้าน และเราเก็บกุญแจของเขาไว้ในครัว"],
    ["he", "המפתח הרזרבי אצל השכנה ואנחנו שומרים את שלה במגירה."],
    ["bn", "অতিরিক্ত চাবি প্রতিবেশীর কাছে আছে।"],
    ["ta", "உதிரி சாவி பக்கத்து வீட்டில் உள்ளது."],
    ["ka", "სათადარიგო გასაღები მეზობელთან არის."],
  ])("is found to be %s in: %s", (language, text) => {
    expect(analyser.detect(text)).toBe(language);
  });

  it.each(["", "?!", "42", "NAS", "Backblaze B2", "parseInvoiceTotal", "Anna Berg", "dr-west"])(
    "cannot be told of %j",
    (text) => {
      expect(analyser.detect(text)).toBeUndefined();
    },
  );

  it.each([
    ["de", "Der Dienst checkout-service liest MAIL_MAX_ATTEMPTS nur beim Start."],
    ["en", "東京 is where the meeting will take place on Monday with all of them"],
    ["en", "The batteries of the coffee machines — 車の鍵は引き出し"],
    ["en", "The NAS is reachable as nas-cellar.home.arpa, the NAS only"],
    ["ja", "新しいiPhoneのパスワードはwifi-password-123"],
    ["ko", "docker compose up 명령으로 서버를 시작한다"],
    ["ru", "Сервер checkout-service перезапускается каждую ночь, это не ошибка"],
  ])("is %s for most of a text and not for the names in it: %s", (language, text) => {
    expect(analyser.detect(text)).toBe(language);
  });

  it.each(["commit 41d0e8c2", "the α coefficient", "Backup NAS сервер", "Caffè Nero"])(
    "is not guessed by single letters, names and parts of ids in %s",
    (text) => {
      expect(["en", undefined]).toContain(analyser.detect(text));
    },
  );

  it("does not take longer for a longer text", () => {
    const sentence = "Die Nachbarin hat den Schlüssel. ";
    expect(analyser.detect(sentence.repeat(100_000))).toBe("de");
  });
});
