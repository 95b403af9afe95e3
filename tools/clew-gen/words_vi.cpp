#include "words.h"

namespace clew::gen {

const std::string_view words_vi = R"([code]
vi
[name]
Vietnamese
[first]
An
Bình|Binh
Cường|Cuong|Tí
Dung
Đức|Duc|Bờm
Giang
Hạnh|Hanh
Hòa|Hoa
Khánh|Khanh
Lan||Lan Lan
Long
Mai
Nga
Phúc|Phuc|Tèo
Quyên|Quyen
Sơn|Son
Thảo|Thao
Trung
Tuyết|Tuyet|Bông
Vinh
[last]
Bạch Kiều|Bach Kieu
Cao Thụy|Cao Thuy
Đàm Vĩ|Dam Vi
Giáp Ngọ|Giap Ngo
Hứa Tường|Hua Tuong
Kha Minh|Kha Minh
Lạc Phương|Lac Phuong
Mạc Trầm|Mac Tram
Nghiêm Hà|Nghiem Ha
Ông Lữ|Ong Lu
Quách Đình|Quach Dinh
Sầm Thu|Sam Thu
Tăng Vũ|Tang Vu
Ứng Thành|Ung Thanh
Viên Khải|Vien Khai
[days]
thứ hai
thứ ba
thứ tư
thứ năm
thứ sáu
thứ bảy
chủ nhật
[places]
nhà ga
tiệm rửa xe
chợ
tiệm bánh
bến xe
cửa hàng góc phố
công viên
xưởng
thư viện
căn hộ mới
cây xăng
bến cảng
[items]
chìa khóa
mấy cái thùng
áo khoác
găng tay
giấy tờ
đồ nghề
túi xách
đôi giày
cục sạc
chăn mền
[brief]
ok
ừ
không
được rồi
cảm ơn
đang đến
lát nữa
sao vậy
ở đâu đó
chắc chắn
gọi anh nhé
vâng
[greetings]
chào em
chào anh
chào buổi sáng
chào buổi tối
khỏe không
ngủ ngon nhé
[say]
gặp nhau ở {place} lúc {h} nhé
tàu lại trễ rồi, khoảng {h} mới tới
{h} đón mình ở {place} được không
mang {item} tới {place} vào {day} nhé
mình để quên {item} trên xe tải
ai đang giữ {item} của nhà mình
tiền nhà phải đóng vào {day}, hết {sum}
giờ anh đưa trước {sum}, còn lại {day} đưa nốt
nó còn nợ mình {sum}
em nhận được {sum} anh gửi chưa
ở đây đang mưa, nhớ mang áo mưa
hôm nay lạnh quá, lò sưởi lại hỏng
đường có tuyết, bọn mình sẽ đến muộn
trong bếp nóng quá không thở được
ca làm mai bắt đầu lúc {h}
họ đổi ca của em sang {day}
anh làm từ {h}, không nói chuyện được
sếp bảo {day} đến sớm hơn {n} tiếng
{day} cần thêm {n} người nữa
{day} không có việc, cứ ở nhà đi
xe chạy lúc {h} từ {place}
{day} không có xe buýt đâu
lỡ xe buýt rồi, chờ mình ở {place}
phải đổ xăng trước khi đi
xe bị xẹp lốp, anh đang ở {place}
qua {place} thì rẽ trái rồi chờ ở đó
còn lại bao nhiêu thùng
mình để {n} bao ở hành lang
đưa {item} cho {name} giúp mình
{name} không nghe máy, {h} thử gọi lại
nói với {name} là mình đang ở ngoài
{day} {name} đến cùng {n} người bạn
hỏi {name} xem còn chỗ cho {n} người không
{name} về nhà lúc mấy giờ vậy
chị nấu canh rồi, có để phần em
trên đường về mua bánh mì với sữa nhé
hết gạo rồi, ra tiệm trước {h} nhé
cả ngày chưa ăn gì
{day} ăn tối ở nhà mình, {h} đến nhé
mang thêm {n} cái ghế được không
máy sắp hết pin, lát nữa nhắn lại
mình có điện thoại mới, cái cũ hỏng rồi
đừng gọi trước {h}, anh còn ngủ
mạng trong căn hộ không vào được
chủ nhà đến vào {day} lúc {h}
cửa mở đó, cứ vào đi
chìa khóa ở dưới thảm chỗ {place}
giờ có {n} người ở chung một phòng
mình chuyển lên phòng trên lầu rồi
máy giặt lại hỏng nữa rồi
cho mình mượn {sum} đến {day} được không
vé một chiều giá {sum}
anh đặt vé {day} lúc {h} rồi
chụp ảnh hộ chiếu ở {place} hết {sum}
mình gửi giấy tờ hôm {day} rồi
văn phòng đóng cửa, {day} mình đi lại
chúc mừng sinh nhật, {h} đến {place} nhé
thằng bé bị cảm, hôm nay ở nhà
bác sĩ bảo nghỉ {n} ngày
trận bóng vào {day}, qua xem chung nhé
con mèo lại trèo lên mái nhà
mình đang ở {place} mà không thấy ai
đậu xe ở đâu vậy, không thấy anh
gặp {name} trước rồi qua chỗ mình
cảm ơn chuyện hôm qua nhé, vui lắm
xin lỗi, quên mất, {day} mình làm
bà hỏi khi nào con về
[broadcast]
Hôm nay xe rảnh đến {h}, ai cần đi nhắn mình nhé
Bánh mì mới ra lò ở chỗ cũ đến {h}
Mở cửa lại từ {h}, giá như {day}
Tiệm rửa xe mở đến {h}, mua một tặng một
Thùng mới về rồi, ở {place} đến {h}
[newnumber]
chào, mình là {name}, đây là số mới, xóa số cũ nhé
số mới nha, lưu lại giúp mình. {name}
)";

}  // namespace clew::gen
